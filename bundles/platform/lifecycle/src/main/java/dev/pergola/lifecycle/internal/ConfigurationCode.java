package dev.pergola.lifecycle.internal;

import dev.pergola.api.extension.ConfigurationExtension;
import dev.pergola.store.ConfigurationRevision;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/**
 * Whether the code of a plugin may have more to say of its configuration than its Metatype does. What that is can only be
 * asked of a plugin that runs.
 */
final class ConfigurationCode {
    private static final String NAME = ConfigurationExtension.class.getName().replace('.', '/');
    private static final long MOST_BYTES = 64L * 1024 * 1024;

    private ConfigurationCode() {}

    /**
     * What has to be assumed of a plugin that was not asked. Which keys its code calls secret is not known: so every value
     * that was set is one, but for those whose key the Metatype knows where no code can say otherwise.
     *
     * @param history what was set
     */
    static SchemaSection unasked(Path jar, ConfigurationShape shape, List<ConfigurationRevision> history) {
        boolean open = mayDeclare(jar);
        Map<String, Object> secret = new LinkedHashMap<>();
        for (ConfigurationRevision revision : history) {
            for (String key : revision.values().keySet()) {
                if (open || !shape.knows(key)) secret.put(key, Map.of("writeOnly", true));
            }
        }
        return new SchemaSection(Map.of("properties", secret, "additionalProperties", open || shape.isEmpty()));
    }

    /** Looks for a class that names the extension point; where that cannot be told, it may. */
    private static boolean mayDeclare(Path jar) {
        try (JarFile file = new JarFile(jar.toFile(), false)) {
            long left = MOST_BYTES;
            for (JarEntry entry : file.stream().toList()) {
                if (entry.getName().endsWith(".jar")) return true;
                if (!entry.getName().endsWith(".class")) continue;
                try (InputStream in = file.getInputStream(entry)) {
                    byte[] bytes = in.readNBytes((int) left);
                    left -= bytes.length;
                    if (left == 0 || new String(bytes, StandardCharsets.ISO_8859_1).contains(NAME)) return true;
                }
            }
            return false;
        } catch (IOException e) {
            return true;
        }
    }
}
