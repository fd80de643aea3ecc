package dev.pergola.launcher.configuration;

import java.nio.file.Path;
import java.util.List;

/**
 * What one source says about one key.
 *
 * @param key name of the key
 * @param items the value as text: one item, or those of a list
 * @param where file, line and column, or the environment variable or option
 * @param base folder that relative paths start at
 */
record Given(String key, List<String> items, String where, Path base) {}
