package dev.pergola.launcher.configuration;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Every key with its value, complete and valid. Immutable. Comes from {@link ConfigurationLoader}, or from {@link
 * #builder} in tests and embedded use.
 */
public final class Settings {
    private final Path home;
    private final Map<ConfigurationKey<?>, Setting<?>> settings;

    private Settings(Path home, Map<ConfigurationKey<?>, Setting<?>> settings) {
        this.home = home;
        this.settings = settings;
    }

    /**
     * Begins with every key at its default.
     *
     * @param home folder of the installation; what is relative starts here
     */
    public static Builder builder(Path home) {
        return new Builder(home.toAbsolutePath().normalize());
    }

    /** The folder of the installation. */
    public Path home() {
        return home;
    }

    /** The value of a key. */
    public <T> T get(ConfigurationKey<T> key) {
        return setting(key).value();
    }

    /** The value of a key, and who set it. */
    @SuppressWarnings("unchecked") // the builder is the only one who fills the map, and it keeps key and value together
    public <T> Setting<T> setting(ConfigurationKey<T> key) {
        Setting<?> setting = settings.get(key);
        if (setting == null) throw new IllegalArgumentException("No such key: " + key.name());
        return (Setting<T>) setting;
    }

    /** Every value, in the order of the table. */
    public List<Setting<?>> all() {
        return List.copyOf(settings.values());
    }

    /** Where keys are set to what is not their default, and nothing acts on them: for a warning. */
    public List<String> withoutEffect() {
        Settings defaults = builder(home).build();
        return settings.values().stream()
                .filter(setting -> !setting.key().hasEffect())
                .filter(setting ->
                        !setting.text().equals(defaults.setting(setting.key()).text()))
                .map(setting -> setting.origin() + ": " + setting.key().name() + " has no effect in this version")
                .toList();
    }

    /** What the bundles see of it: {@code pergola.<key>} for each key, and {@code pergola.home}. */
    public Map<String, String> properties() {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("pergola.home", home.toString());
        settings.values().forEach(setting -> properties.put(setting.key().propertyName(), setting.text()));
        return properties;
    }

    /** Collects values and checks each as it comes. Not safe for use from several threads. */
    public static final class Builder {
        private final Path home;
        private final Map<ConfigurationKey<?>, Setting<?>> settings = new LinkedHashMap<>();

        private Builder(Path home) {
            this.home = home;
            ConfigurationKeys.all().forEach(key -> put(key, key.defaults(), home, "default"));
        }

        /** Sets a key; throws {@link IllegalArgumentException} where the value is not allowed. */
        public <T> Builder set(ConfigurationKey<T> key, T value) {
            String text = key.type().write(value);
            List<String> items = key.type().isList() && text.isEmpty() ? List.of() : List.of(text.split("\n", -1));
            try {
                return put(key, items, home, "code");
            } catch (IllegalArgumentException refused) {
                throw new IllegalArgumentException(
                        key.name() + ": " + refused.getMessage() + "; allowed: "
                                + key.type().allowed(),
                        refused);
            }
        }

        <T> Builder put(ConfigurationKey<T> key, List<String> items, Path base, String origin) {
            settings.put(key, new Setting<>(key, key.type().read(items, base), origin));
            return this;
        }

        void put(List<Given> given, List<ConfigurationProblem> problems) {
            for (Given one : given) {
                ConfigurationKeys.named(one.key()).ifPresent(key -> put(key, one, problems));
            }
        }

        private <T> void put(ConfigurationKey<T> key, Given given, List<ConfigurationProblem> problems) {
            try {
                put(key, given.items(), given.base(), given.where());
            } catch (IllegalArgumentException refused) {
                String allowed = "allowed: " + key.type().allowed();
                problems.add(new ConfigurationProblem(
                        given.where(), key.name(), String.valueOf(refused.getMessage()), allowed));
            }
        }

        /** The settings. */
        public Settings build() {
            return new Settings(home, new LinkedHashMap<>(settings));
        }
    }

    /** Names and values, for a person. */
    @Override
    public String toString() {
        List<String> lines = new ArrayList<>();
        settings.values().forEach(setting -> lines.add(setting.key().name() + "=" + setting.text()));
        return String.join(", ", lines);
    }
}
