package dev.pergola.permissions.internal;

import java.nio.file.Path;

/**
 * Where plugins keep their files.
 *
 * @param root the folder that the data folders of all plugins are in
 * @param tmp the machine's folder for temporary files
 */
record PluginFolders(Path root, Path tmp) {
    /** What the variables stand for in what a plugin asks for. */
    Places of(String pluginId) {
        return new Places(root.resolve(pluginId), tmp);
    }
}
