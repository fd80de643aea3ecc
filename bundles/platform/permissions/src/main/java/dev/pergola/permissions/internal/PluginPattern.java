package dev.pergola.permissions.internal;

import java.util.regex.Pattern;

/** Plugins by id: one, all that begin with something, {@code com.example.*}, or all, {@code *}. */
record PluginPattern(String text) {
    private static final Pattern WRITTEN = Pattern.compile("\\*|[a-z][a-z0-9.-]{0,63}\\*?");

    PluginPattern {
        if (!WRITTEN.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' names no plugins: write an id, the beginning of some followed by *, or * for all");
        }
    }

    boolean matches(String pluginId) {
        return text.endsWith("*") ? pluginId.startsWith(text.substring(0, text.length() - 1)) : text.equals(pluginId);
    }

    /** The locations of their bundles, and for all plugins those of the libraries too, as a condition takes them. */
    String locations() {
        if (text.equals("*")) return Rows.EVERYTHING;
        // An id has no slash, and what follows the id has none of its characters before the next one.
        return Rows.PLUGIN + text + (text.endsWith("*") ? "" : "/*");
    }
}
