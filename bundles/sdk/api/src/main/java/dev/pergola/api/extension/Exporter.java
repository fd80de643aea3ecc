package dev.pergola.api.extension;

import dev.pergola.api.ExecutionContext;
import java.util.Map;
import org.osgi.annotation.versioning.ConsumerType;

/** Writes data in a format. */
@ConsumerType
public interface Exporter {
    /** The format, such as {@code csv}. */
    String format();

    /** Writes JSON-like data. */
    Document export(Map<String, Object> data, ExecutionContext context) throws Exception;

    /** A file in memory. */
    final class Document {
        private final String mediaType;
        private final byte[] content;

        /** Of a media type, such as {@code text/csv}. */
        public Document(String mediaType, byte[] content) {
            this.mediaType = mediaType;
            this.content = content.clone();
        }

        /** The media type. */
        public String mediaType() {
            return mediaType;
        }

        /** A copy of the bytes. */
        public byte[] content() {
            return content.clone();
        }
    }
}
