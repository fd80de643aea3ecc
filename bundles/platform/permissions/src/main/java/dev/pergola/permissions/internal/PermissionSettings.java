package dev.pergola.permissions.internal;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;

/**
 * What the kernel's configuration says about permissions.
 *
 * @param folders where plugins keep their files
 * @param policy the file with the rules of the site; it need not be there
 * @param defaults what is granted unasked
 * @param here what this process is
 * @param enforced whether the kernel holds plugins to the rows of ConditionalPermissionAdmin
 * @param quarantineAfter denied calls after which a plugin is quarantined; 0 for never
 * @param secret folders that no plugin may look into
 * @param fixed folders that no plugin may change
 */
record PermissionSettings(
        PluginFolders folders,
        Path policy,
        List<String> defaults,
        Bounds.Here here,
        boolean enforced,
        int quarantineAfter,
        List<Path> secret,
        List<Path> fixed) {

    static PermissionSettings from(BundleContext context) {
        Path data = path(text(context, "pergola.data", "data"));
        Path home = path(text(context, "pergola.home", "."));
        List<Path> secret = new ArrayList<>(List.of(data));
        secret.add(path(
                text(context, Constants.FRAMEWORK_STORAGE, data.resolve("cache").toString())));
        List<Path> fixed = new ArrayList<>(List.of(home));
        text(context, "pergola.plugins.directories", "plugins")
                .lines()
                .filter(line -> !line.isBlank())
                .forEach(line -> fixed.add(path(line)));
        return new PermissionSettings(
                new PluginFolders(data.resolve("plugin-data"), path(System.getProperty("java.io.tmpdir", "/tmp"))),
                home.resolve("etc").resolve("permissions-policy"),
                text(context, "pergola.plugins.security.default-permissions", "")
                        .lines()
                        .filter(line -> !line.isBlank())
                        .toList(),
                // As the kernel says; where none does, nothing is known.
                new Bounds.Here(
                        text(context, "pergola.process.tier", "unknown"),
                        text(context, "pergola.process.isolation", "unknown")),
                Boolean.parseBoolean(text(context, "pergola.security.enforced", "false")),
                number(context, "pergola.permissions.quarantine-after", 10),
                List.copyOf(secret),
                List.copyOf(fixed));
    }

    private static Path path(String text) {
        return Path.of(text).toAbsolutePath().normalize();
    }

    private static String text(BundleContext context, String key, String otherwise) {
        @Nullable String value = context.getProperty(key);
        return value == null || value.isBlank() ? otherwise : value.trim();
    }

    private static int number(BundleContext context, String key, int otherwise) {
        String text = text(context, key, Integer.toString(otherwise));
        try {
            int number = Integer.parseInt(text);
            if (number >= 0) return number;
        } catch (NumberFormatException notANumber) {
            // Said below.
        }
        throw new IllegalArgumentException(key + " must be a whole number from 0 on, but is '" + text + "'");
    }
}
