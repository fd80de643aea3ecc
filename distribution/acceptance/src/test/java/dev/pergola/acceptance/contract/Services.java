package dev.pergola.acceptance.contract;

import dev.pergola.api.Configuration;
import dev.pergola.api.PluginContext;
import dev.pergola.api.StateStore;
import dev.pergola.api.event.Event;
import dev.pergola.api.event.Subscription;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TimeZone;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the platform does for a plugin. */
final class Services {
    private static final long PATIENCE = 15;
    private static final String TOPIC = "contract/TOLD";

    private static final AtomicInteger HEARD = new AtomicInteger();

    private Services() {}

    static Map<String, Object> state(PluginContext context, Object value) {
        StateStore state = context.state();
        state.clear();
        Map<String, Object> came = new LinkedHashMap<>();
        came.put("absent", state.get("k").isPresent());
        came.put("first", state.update("counter", old -> Map.of("before", old, "n", 1)));
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("v", value);
        state.put("k", entry);
        Map<String, Object> got = state.get("k").orElseThrow();
        came.put("got", got);
        came.put("types", Kinds.types(got));
        came.put("updated", state.update("k", old -> {
            Map<String, Object> next = new LinkedHashMap<>(old);
            next.put("again", old.get("v"));
            return next;
        }));
        state.put("ä/€ 😀", Map.of());
        came.put("keys", List.copyOf(state.keys()));
        came.put("used", state.bytesUsed() > 0);
        came.put("removed", List.of(state.remove("k"), state.remove("k")));
        came.put("left", List.copyOf(state.keys()));
        return came;
    }

    static Map<String, Object> stateErrors(PluginContext context) {
        StateStore state = context.state();
        state.put("there", Map.of("n", 1));
        Map<String, Object> came = new LinkedHashMap<>();
        came.put("key", thrown(() -> {
            state.put("k".repeat(256), Map.of());
            return "";
        }));
        came.put("type", thrown(() -> {
            state.put("k", Map.of("o", new Object()));
            return "";
        }));
        came.put(
                "function",
                thrown(() -> state.update("there", old -> {
                    throw new UnsupportedOperationException("the plugin's own");
                })));
        came.put(
                "changed",
                thrown(() -> state.update("there", old -> {
                    old.put("more", 1);
                    return old;
                })));
        came.put("kept", state.get("there").orElseThrow());
        return came;
    }

    private static String thrown(Callable<?> deed) {
        try {
            return "gave " + deed.call();
        } catch (ExecutionException e) {
            return "failed with " + e.getCause();
        } catch (Exception e) {
            return "threw " + e;
        }
    }

    static Map<String, Object> emit(PluginContext context, String topic, Object value) throws Exception {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("value", value);
        return event(get(context.events().emit(topic, data)));
    }

    static Map<String, Object> emitBadly(PluginContext context) {
        return Map.of(
                "reserved",
                thrown(() -> get(context.events().emit("pergola/MINE", Map.of()))),
                "data",
                thrown(() -> get(context.events().emit(TOPIC, Map.of("o", new Object())))),
                "stage",
                stage(context),
                "topic",
                thrown(() -> context.events().on("a//b", event -> {})));
    }

    /** What a stage that fails tells those who wait for it; nothing is thrown before. */
    private static String stage(PluginContext context) {
        CompletionStage<Event> stage = context.events().emit(TOPIC, Map.of("o", new Object()));
        return thrown(() -> get(stage.handle((event, failure) -> failure == null ? "nothing" : failure.toString())));
    }

    /** What is done once an event is recorded may take what the platform does, too. */
    static Map<String, Object> emitAndNote(PluginContext context) throws Exception {
        return get(context.events()
                .emit(TOPIC, Map.of())
                .thenApply(event -> context.state().update("note", old -> Map.of("noted", event.position() > 0))));
    }

    static Map<String, Object> hear(PluginContext context, Object value) throws Exception {
        CompletableFuture<Event> heard = new CompletableFuture<>();
        CompletableFuture<Event> once = new CompletableFuture<>();
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("value", value);
        context.events().once("contract/*", once::complete);
        try (Subscription subscription = context.events().on(TOPIC, heard::complete)) {
            get(context.events().emit(TOPIC, data));
            Map<String, Object> came = event(heard.get(PATIENCE, TimeUnit.SECONDS));
            came.put("once", once.get(PATIENCE, TimeUnit.SECONDS).data().equals(data));
            subscription.close();
            return came;
        }
    }

    static String listen(PluginContext context) {
        context.events().on(TOPIC, event -> HEARD.incrementAndGet());
        return "listening";
    }

    static int heard() {
        return HEARD.get();
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(PATIENCE, TimeUnit.SECONDS);
    }

    private static Map<String, Object> event(Event event) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("recorded", event.position() > 0);
        map.put("topic", event.topic());
        map.put("source", event.source());
        map.put("data", event.data());
        map.put("types", Kinds.types(event.data()));
        return map;
    }

    static Map<String, Object> configuration(PluginContext context) {
        Configuration configuration = context.configuration();
        return Map.of(
                "values",
                configuration.values(),
                "types",
                Kinds.types(configuration.values()),
                "text",
                configuration.text("text").orElse("none"),
                "number",
                configuration.number("number").orElse(-1L),
                "flag",
                configuration.flag("flag").orElse(false),
                "texts",
                configuration.texts("texts"));
    }

    static String log(Logger logger, String text) {
        logger.trace("trace {}", text);
        logger.debug("debug {}", text);
        logger.info("info {}", text);
        logger.warn("warn {}", text);
        logger.error("error {}", text, new IllegalStateException("what went wrong"));
        LoggerFactory.getLogger(Services.class).info("by its own name {}", text);
        return "logged";
    }

    static Map<String, Object> folder(PluginContext context, String text) throws Exception {
        Path folder = context.dataDirectory();
        Files.writeString(folder.resolve("ä€😀.txt"), text);
        try (Stream<Path> files = Files.list(folder)) {
            return Map.of(
                    "path",
                    folder.toString(),
                    "files",
                    files.map(file -> file.getFileName().toString()).sorted().toList());
        }
    }

    static Map<String, Object> surroundings(Class<?> own) throws Exception {
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        return Map.of(
                "loader",
                loader == own.getClassLoader(),
                "loads",
                loader.loadClass(own.getName()) == own,
                "locale",
                Locale.getDefault() + " " + Locale.getDefault(Locale.Category.FORMAT),
                "zone",
                TimeZone.getDefault().getID() + " " + new Date(0),
                "charset",
                Charset.defaultCharset().name(),
                "number",
                String.format("%,.2f", 1234.5));
    }
}
