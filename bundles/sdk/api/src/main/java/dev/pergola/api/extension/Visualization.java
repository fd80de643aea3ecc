package dev.pergola.api.extension;

import dev.pergola.api.ExecutionContext;
import dev.pergola.api.extension.Exporter.Document;
import java.util.Map;
import org.osgi.annotation.versioning.ConsumerType;

/** Draws data, when somebody asks, in the shell or over HTTP. */
@ConsumerType
public interface Visualization {
    /** Draws JSON-like data, as SVG, PNG or HTML. */
    Document render(Map<String, Object> data, Map<String, Object> options, ExecutionContext context) throws Exception;
}
