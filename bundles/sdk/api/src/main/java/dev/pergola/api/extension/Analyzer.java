package dev.pergola.api.extension;

import dev.pergola.api.ExecutionContext;
import java.util.Map;
import org.osgi.annotation.versioning.ConsumerType;

/** Draws conclusions from data. */
@ConsumerType
public interface Analyzer {
    /** Analyzes JSON-like data and gives its findings as JSON-like data. */
    Map<String, Object> analyze(Map<String, Object> data, ExecutionContext context) throws Exception;
}
