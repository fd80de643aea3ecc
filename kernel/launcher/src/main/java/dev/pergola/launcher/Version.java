package dev.pergola.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The version of this build. */
final class Version {
    private Version() {}

    /** As Maven writes it, such as {@code 1.0.0-SNAPSHOT}. */
    static String full() {
        Properties properties = new Properties();
        try (InputStream in = Version.class.getResourceAsStream("version.properties")) {
            if (in == null) throw new IllegalStateException("version.properties is missing from the launcher's jar");
            properties.load(in);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return properties.getProperty("version");
    }

    /** What plugins require a range of, such as {@code 1.0.0}. */
    static String engine() {
        return full().replaceFirst("-.*", "");
    }
}
