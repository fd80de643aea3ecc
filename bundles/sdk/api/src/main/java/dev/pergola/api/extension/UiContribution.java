package dev.pergola.api.extension;

import dev.pergola.api.Values;
import java.util.List;
import java.util.Map;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Adds to the web console. Describes what is there; the code is an ES module among the bundle's resources. The console is
 * still to come: nothing calls this yet.
 */
@ConsumerType
public interface UiContribution {
    /** What the plugin adds. */
    List<Component> components();

    /** One addition. */
    sealed interface Component {
        /** Unique within the plugin. */
        String id();

        /** What people see. */
        String title();

        /** Path of the ES module within the bundle. */
        String module();
    }

    /**
     * A tile on a dashboard.
     *
     * @param id unique within the plugin
     * @param title what people see
     * @param description one sentence
     * @param module path of the ES module within the bundle
     * @param configurationSchema JSON Schema of its configuration
     * @param defaults default configuration
     * @param permissions permissions that a user needs to see it
     */
    record Widget(
            String id,
            String title,
            String description,
            String module,
            Map<String, Object> configurationSchema,
            Map<String, Object> defaults,
            List<String> permissions)
            implements Component {
        /** Copies. */
        public Widget {
            configurationSchema = Values.copyOf(configurationSchema);
            defaults = Values.copyOf(defaults);
            permissions = List.copyOf(permissions);
        }
    }

    /**
     * A page of its own.
     *
     * @param id unique within the plugin
     * @param title what people see
     * @param path path under the plugin's part of the console
     * @param module path of the ES module within the bundle
     */
    record Page(String id, String title, String path, String module) implements Component {}

    /**
     * An entry in a context menu.
     *
     * @param id unique within the plugin
     * @param title what people see
     * @param target kind of thing whose menu it joins
     * @param module path of the ES module within the bundle
     */
    record MenuItem(String id, String title, String target, String module) implements Component {}

    /**
     * A form control for a type of value.
     *
     * @param id unique within the plugin
     * @param title what people see
     * @param format the {@code format} of the JSON Schema it edits
     * @param module path of the ES module within the bundle
     */
    record FormControl(String id, String title, String format, String module) implements Component {}

    /**
     * Colours and type.
     *
     * @param id unique within the plugin
     * @param title what people see
     * @param module path of the style sheet within the bundle
     */
    record Theme(String id, String title, String module) implements Component {}
}
