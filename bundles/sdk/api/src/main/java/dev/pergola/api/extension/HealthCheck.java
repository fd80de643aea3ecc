package dev.pergola.api.extension;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Tells whether the plugin is well. Asked before a new version takes over, and now and then after that. It runs with a
 * deadline: be quick and do not wait for anything outside.
 */
@ConsumerType
public interface HealthCheck {
    /** How the plugin is. */
    Health check() throws Exception;

    /**
     * An answer.
     *
     * @param healthy whether the plugin can do its work
     * @param message why not, or something worth knowing
     */
    record Health(boolean healthy, String message) {
        /** All is well. */
        public static Health ok() {
            return new Health(true, "ok");
        }

        /** Something is wrong. */
        public static Health unhealthy(String message) {
            return new Health(false, message);
        }
    }
}
