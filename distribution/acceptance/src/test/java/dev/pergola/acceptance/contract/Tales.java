package dev.pergola.acceptance.contract;

import dev.pergola.api.PluginContext;
import java.lang.reflect.Array;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** What components are made with, in all ways that need nothing of OSGi. None is made before somebody asks for it. */
final class Tales {
    private Tales() {}

    static List<Object> all(PluginContext context) {
        return context.services(Tale.class).stream().<Object>map(Tale::told).toList();
    }

    @interface Words {
        String[] words() default {"one", "two"};

        int most_often() default 3;

        char letter() default 'x';

        double[] weights() default {0.5, 1};

        Class<?> kind() default Tale.class;
    }

    /** As text, with the types that they have. */
    private static Map<String, Object> shown(Map<String, Object> properties) {
        Map<String, Object> shown = new TreeMap<>();
        // A number that is given out as they come.
        properties.forEach((key, value) -> {
            if (!key.equals("component.id")) shown.put(key, value.getClass().getSimpleName() + " " + text(value));
        });
        return shown;
    }

    private static String text(Object value) {
        if (!value.getClass().isArray()) return value.toString();
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < Array.getLength(value); i++)
            text.append(Array.get(value, i)).append(' ');
        return text.toString();
    }

    private static Map<String, Object> shown(Words words) {
        return Map.of(
                "words", List.of(words.words()),
                "most", words.most_often(),
                "letter", "" + words.letter(),
                "weights", text(words.weights()),
                "kind", words.kind().getName());
    }

    /** By its constructor. */
    @Component(
            service = Tale.class,
            property = {"service.ranking:Integer=5", "long:Long=7", "many:Long=1", "many:Long=2", "yes:Boolean=true"})
    public static final class Constructed implements Tale {
        private final Map<String, Object> told = new LinkedHashMap<>();

        @Activate
        public Constructed(@Reference PluginContext context, Words words, Map<String, Object> properties) {
            told.put("context", context.plugin().id());
            told.put("words", shown(words));
            told.put("properties", shown(properties));
        }

        @Override
        public Map<String, Object> told() {
            return told;
        }
    }

    /** What a component inherits. */
    public abstract static class Bound implements Tale {
        final Map<String, Object> told = new LinkedHashMap<>();

        private void activate() {
            told.put("activated", "by what is private to another class");
        }
    }

    /** By its fields and methods. */
    @Component(service = Tale.class, property = "service.ranking:Integer=9")
    public static final class Set extends Bound {
        @Reference
        private PluginContext context;

        @Reference
        private volatile PluginContext moving;

        @Activate
        private Map<String, Object> properties;

        @Activate
        private Words words;

        /** Made by the component model. */
        public Set() {}

        @Reference
        void bindContext(PluginContext context) {
            told.put("bound", context.plugin().id());
        }

        @Activate
        private void begin(Words given, Map<String, Object> all) {
            told.put(
                    "begun",
                    given.most_often() == words.most_often() && all.keySet().equals(properties.keySet()));
        }

        @Override
        public Map<String, Object> told() {
            told.put("contexts", context == moving || context.plugin().equals(moving.plugin()));
            told.put("words", shown(words));
            return told;
        }
    }
}
