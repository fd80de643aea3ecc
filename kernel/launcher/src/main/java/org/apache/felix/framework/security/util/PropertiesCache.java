package org.apache.felix.framework.security.util;

import java.io.File;
import java.util.Map;
import org.apache.felix.framework.util.SecureAction;

/**
 * Keeps nothing. It stands in for the class of that name in Felix's security jar, which comes after the kernel's own on the
 * class path, and which writes the whole table of permissions to a file anew for each row of it: a second for two hundred
 * plugins, and no table at all where the disk is full. Nobody would read that file: the framework's storage is emptied at
 * each start, and the rows come from the store.
 */
public final class PropertiesCache {
    /** As Felix makes it. */
    public PropertiesCache(File file, File folder, SecureAction action) {}

    /** Does nothing. */
    public void write(Map<?, ?> properties) {}

    /** Gives nothing. */
    public void read(Class<?> type, Map<?, ?> properties) {}
}
