package dev.pergola.api.extension;

import dev.pergola.api.ExecutionContext;
import dev.pergola.api.Values;
import java.util.List;
import java.util.Map;
import org.osgi.annotation.versioning.ConsumerType;

/** Reads records from somewhere outside. */
@ConsumerType
public interface DataSource {
    /** JSON Schema of one record. */
    Map<String, Object> schema();

    /** Reads one page. */
    Page query(Query query, ExecutionContext context) throws Exception;

    /**
     * What to read.
     *
     * @param parameters parameters of the source
     * @param cursor where the last page ended, empty for the first
     * @param limit most records to return
     */
    record Query(Map<String, Object> parameters, String cursor, int limit) {
        /** Copies. */
        public Query {
            parameters = Values.copyOf(parameters);
        }
    }

    /**
     * What was read.
     *
     * @param records the records
     * @param cursor where to go on, empty at the end
     */
    record Page(List<Map<String, Object>> records, String cursor) {
        /** Copies. */
        public Page {
            records = records.stream().map(Values::copyOf).toList();
        }
    }
}
