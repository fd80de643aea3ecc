package dev.pergola.security.attack;

import static dev.pergola.security.attack.Attack.Outcome.FAILED;
import static dev.pergola.security.attack.Attack.Outcome.NOTHING;
import static dev.pergola.security.attack.Attack.allowedBy;
import static dev.pergola.security.attack.Attack.never;

import dev.pergola.api.ExecutionContext;
import dev.pergola.api.PluginContext;
import dev.pergola.api.Result;
import dev.pergola.api.extension.Extension;
import dev.pergola.api.extension.ExtensionCall;
import dev.pergola.api.extension.Task;
import dev.pergola.api.extension.TaskProcessor;
import dev.pergola.api.extension.TaskResult;
import java.util.AbstractMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Having the platform do what one may not do oneself; and taking more than there is for one. */
final class Deputies {
    private static final Need READ = Need.of("filesystem.read", "{outside}/**");

    private static final String ANOTHER = "what is another plugin's is nobody else's";

    private Deputies() {}

    static List<Attack> deputies() {
        return List.of(
                reading("event-handler", "in a handler of an event", Deputies::event),
                reading(
                        "event-stage",
                        "when an event has been recorded",
                        prey -> Tries.await(prey.context()
                                .events()
                                .emit(topic(prey), Map.of())
                                .thenApply(event -> Threads.unchecked(() -> Tries.readSecret(prey)))
                                .toCompletableFuture())),
                reading("event-once", "in a handler of one event", Deputies::once),
                reading(
                        "hostile-event",
                        "in a map that the bus copies",
                        prey -> prey.context()
                                .events()
                                .emit(topic(prey), new Hostile(prey))
                                .toCompletableFuture()
                                .get(5, TimeUnit.SECONDS)
                                .data()
                                .get("loot")),
                reading(
                        "state-update",
                        "in a function that the store calls",
                        prey -> prey.context()
                                .state()
                                .update("x", old -> Map.of("loot", Threads.unchecked(() -> Tries.readSecret(prey))))
                                .get("loot")),
                reading("hostile-state", "in a map that the store writes", prey -> {
                    prey.context().state().put("hostile", new Hostile(prey));
                    return prey.context().state().get("hostile").orElseThrow().get("loot");
                }),
                reading("hostile-argument", "while the log writes an argument", Deputies::argument),
                reading("hostile-throwable", "while the log writes an exception", Deputies::throwable),
                reading("registry-filter", "in a filter of the registry", Deputies::filter),
                reading("registry-call", "in a call of the registry", Deputies::ownCall),
                reading("nested-call", "by calling itself through the platform", Deputies::nested),
                reading("hostile-result", "while its answer is written", Deputies::result),
                reading("health-check", "when the platform asks for its health", prey -> Attacking.HEALTH.outcome()),
                reading("initialize", "when the platform makes it ready", prey -> Attacking.INITIALIZED.outcome()),
                reading("activate", "when it is activated", prey -> Attacking.ACTIVATED.outcome()),
                reading("class-initializer", "when its class is loaded", prey -> Attacking.LOADED.outcome()),
                reading(
                        "configuration-schema",
                        "when the platform asks for its schema",
                        prey -> Attacking.SCHEMA.outcome()),
                ofVictim(
                        "context-of-victim",
                        "gets another plugin's view of its host by the registry",
                        context -> "secret: " + context.plugin().state().get("secret")),
                ofVictim(
                        "configuration-of-victim",
                        "reads another plugin's configuration by the registry",
                        context -> context.plugin().configuration().values() + "!"),
                ofVictim(
                        "events-as-victim",
                        "sends an event in another plugin's name",
                        context -> context.plugin()
                                .events()
                                .emit(context.plugin().plugin().id() + "/spoofed", Map.of())
                                .toCompletableFuture()
                                .get(5, TimeUnit.SECONDS)
                                .source()),
                ofVictim(
                        "folder-of-victim",
                        "gets another plugin's folder by the registry",
                        context -> context.plugin().dataDirectory().toString()),
                ofVictim(
                        "context-by-gadget",
                        "gets another plugin's view of its host by a class of Java",
                        context -> new java.beans.Expression(context, "plugin", null)
                                .getValue()
                                .toString()),
                never(
                        "work-of-victim",
                        "has another plugin read a file for it",
                        "the other one was not granted it either",
                        prey -> asVictim(
                                prey,
                                (processor, context) -> processor
                                        .process(new Task("ATTACK", Map.of("name", "read-string")), context)
                                        .output()
                                        .get("loot"))),
                never(
                                "service-context",
                                "gets the context that another plugin was given",
                                ANOTHER,
                                prey -> context(prey, false))
                        .or(NOTHING)
                        .counterpart("gets its own", prey -> context(prey, true)),
                spoofing("spoof", "sends an event as the platform", "pergola/plugin/STOPPED"),
                spoofing("spoof-root", "sends an event to the platform's root", "pergola"),
                never("state-key", "writes into another plugin's state by a key", "keys are one's own", prey -> {
                            prey.context().state().put("../victim/secret", Map.of("x", 1));
                            return null;
                        })
                        .only(NOTHING, FAILED)
                        .counterpart("writes into its own", prey -> {
                            prey.context().state().put("secret", Map.of("x", 1));
                            return prey.context().state().get("secret").orElseThrow();
                        }));
    }

    private interface Look {
        Object at(ExecutionContext context) throws Exception;
    }

    /** The registry lends the context of a call, and what it leads to only to the plugin whose call it is. */
    private static Attack ofVictim(String name, String what, Look look) {
        return never(name, what, ANOTHER, prey -> asVictim(prey, (processor, context) -> look.at(context)))
                .counterpart("looks at its own", prey -> look.at(prey.call()));
    }

    private static Attack spoofing(String name, String what, String topic) {
        return never(name, what, "the platform's topics are its own", prey -> emitted(prey, topic))
                .only(FAILED)
                .counterpart("sends one of its own", prey -> emitted(prey, topic(prey)));
    }

    private static Object emitted(Prey prey, String topic) throws Exception {
        return Tries.await(
                prey.context().events().emit(topic, Map.of("plugin", "victim")).toCompletableFuture());
    }

    private static Attack reading(String name, String where, Attack.Move move) {
        return allowedBy(READ, name, "reads a file " + where, move);
    }

    static String topic(Prey prey) {
        return prey.context().plugin().id() + "/attack";
    }

    private static Object event(Prey prey) throws Exception {
        CompletableFuture<String> result = new CompletableFuture<>();
        try (var subscription = closing(prey.context()
                .events()
                .on(topic(prey), event -> Tries.complete(result, () -> Tries.readSecret(prey))))) {
            prey.context().events().emit(topic(prey), Map.of());
            return Tries.await(result);
        }
    }

    private static Object once(Prey prey) throws Exception {
        CompletableFuture<String> result = new CompletableFuture<>();
        prey.context().events().once(topic(prey), event -> Tries.complete(result, () -> Tries.readSecret(prey)));
        prey.context().events().emit(topic(prey), Map.of());
        return Tries.await(result);
    }

    private static AutoCloseable closing(dev.pergola.api.event.Subscription subscription) {
        return subscription::close;
    }

    private static Object argument(Prey prey) throws Exception {
        CompletableFuture<String> result = new CompletableFuture<>();
        prey.context().logger().warn("logged on purpose: {}", new Object() {
            @Override
            public String toString() {
                Tries.complete(result, () -> Tries.readSecret(prey));
                return "";
            }
        });
        return Tries.await(result);
    }

    private static Object throwable(Prey prey) throws Exception {
        CompletableFuture<String> result = new CompletableFuture<>();
        prey.context().logger().warn("logged on purpose", new IllegalStateException() {
            private static final long serialVersionUID = 1L;

            @Override
            public String getMessage() {
                Tries.complete(result, () -> Tries.readSecret(prey));
                return "";
            }
        });
        return Tries.await(result);
    }

    private static Object filter(Prey prey) throws Exception {
        CompletableFuture<String> result = new CompletableFuture<>();
        prey.registry()
                .executeAll(
                        TaskProcessor.class,
                        extension -> {
                            Tries.complete(result, () -> Tries.readSecret(prey));
                            return false;
                        },
                        (processor, context) -> "x");
        return Tries.await(result);
    }

    private static Object ownCall(Prey prey) throws Exception {
        String id = prey.context().plugin().id();
        return value(prey.registry()
                .executeAll(
                        TaskProcessor.class,
                        extension -> extension.plugin().equals(id),
                        (processor, context) -> Tries.readSecret(prey)));
    }

    private static Object nested(Prey prey) throws Exception {
        return called(prey, "read-string");
    }

    static Object called(Prey prey, String attack) throws Exception {
        String id = prey.context().plugin().id();
        return value(prey.registry()
                .executeAll(TaskProcessor.class, extension -> extension.plugin().equals(id), (processor, context) -> {
                    TaskResult result = processor.process(new Task("ATTACK", Map.of("name", attack)), context);
                    return String.valueOf(result.output().get("loot"));
                }));
    }

    /** Has the victim do something for it, the ordinary way. */
    static Object asked(Prey prey, String name) throws Exception {
        return asVictim(
                prey,
                (processor, context) -> processor
                        .process(new Task("ATTACK", Map.of("name", name)), context)
                        .output()
                        .toString());
    }

    private static Object result(Prey prey) {
        return new Hostile(prey);
    }

    private static <T> Object asVictim(Prey prey, ExtensionCall<TaskProcessor, T> call) throws Exception {
        return value(prey.registry().executeAll(TaskProcessor.class, Deputies::isVictim, call));
    }

    private static boolean isVictim(Extension extension) {
        return extension.plugin().equals("victim");
    }

    private static <T> Object value(List<Result<T>> results) {
        if (results.isEmpty()) throw new IllegalStateException("Nobody was called");
        Result<T> result = results.get(0);
        if (result.failure().isPresent()) {
            Result.Failure<T> failure = result.failure().get();
            String message = failure.message();
            if (failure.status() == dev.pergola.api.Status.SECURITY_VIOLATION) throw new SecurityException(message);
            throw new IllegalStateException(message);
        }
        return result.orElseThrow();
    }

    private static Object context(Prey prey, boolean own) throws Exception {
        for (var reference : prey.bundle().getServiceReferences(PluginContext.class, null)) {
            PluginContext context = prey.bundle().getService(reference);
            if (context == null) continue;
            String plugin = context.plugin().id();
            if (plugin.equals(prey.context().plugin().id()) == own) return plugin;
        }
        return null;
    }

    /** A map that reads a file when it is looked into. */
    private static final class Hostile extends AbstractMap<String, Object> {
        private final Prey prey;

        Hostile(Prey prey) {
            this.prey = prey;
        }

        @Override
        public Set<Entry<String, Object>> entrySet() {
            return Set.of(Map.entry("loot", Threads.unchecked(() -> Tries.readSecret(prey))));
        }
    }
}
