package dev.pergola.launcher.configuration;

/**
 * One thing that is wrong with the configuration.
 *
 * @param where file, line and column, or the environment variable or option
 * @param key name of the key, empty where the problem concerns none
 * @param what what is wrong
 * @param remedy what is allowed, or what to do
 */
public record ConfigurationProblem(String where, String key, String what, String remedy) {
    @Override
    public String toString() {
        return where + ": " + (key.isEmpty() ? "" : key + ": ") + what + "; " + remedy;
    }
}
