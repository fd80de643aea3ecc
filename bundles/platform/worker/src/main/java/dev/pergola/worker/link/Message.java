package dev.pergola.worker.link;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Something that one end tells the other. Calls, questions and subscriptions have numbers, which whoever begins them gives.
 * Data is JSON-like, as {@link dev.pergola.api.Values} has it.
 */
public sealed interface Message {
    /** The version of all these; both ends come from one build, so another one is an error. */
    int PROTOCOL = 1;

    /** What the kernel says. */
    sealed interface ToWorker extends Message {}

    /** What the sandbox says. */
    sealed interface ToKernel extends Message {}

    /**
     * The first message: who it is.
     *
     * @param protocol {@link #PROTOCOL}
     * @param nonce what the kernel told the process that it started
     * @param pid the process
     */
    record Hello(int protocol, String nonce, long pid) implements ToKernel {}

    /** It could run a plugin now. */
    record Ready() implements ToKernel {}

    /**
     * The plugin to run; the only one that this process will ever have.
     *
     * @param plugin what it says of itself
     * @param bundles the bundles it consists of and is wired to, itself last
     * @param configuration the values that its context shows
     * @param configurations what its components are configured with, by the names of their configurations
     * @param flat its components, where none of them needs a framework around it; empty where one does, or that cannot be told
     * @param rows the table of permissions, each row as ConditionalPermissionAdmin encodes it
     * @param rowsUntil when the first of them changes by itself, in milliseconds; {@link Long#MAX_VALUE} for never
     * @param environment where it is
     */
    record Load(
            Plugin plugin,
            List<Jar> bundles,
            Map<String, Object> configuration,
            Map<String, Object> configurations,
            List<Component> flat,
            List<String> rows,
            long rowsUntil,
            Environment environment)
            implements ToWorker {

        /** The same with the bundles in other files. */
        public Load with(List<Jar> others) {
            return new Load(plugin, others, configuration, configurations, flat, rows, rowsUntil, environment);
        }
    }

    /**
     * What a plugin says of itself, see {@link dev.pergola.api.PluginMetadata}.
     *
     * @param dependencies ids and versions, in turn
     * @param conflicts the same
     * @param permissions names, targets and reasons, in turn
     */
    record Plugin(
            String id,
            String name,
            String version,
            String author,
            String description,
            String license,
            String category,
            List<String> tags,
            String engine,
            List<String> dependencies,
            List<String> conflicts,
            List<String> permissions,
            List<String> nodeTypes) {}

    /**
     * A bundle.
     *
     * @param location where the kernel has it, which is what its permissions go by
     * @param path its file
     * @param imports the packages that it does not have itself, and the location of the bundle that it has each of them from;
     *     none for what is on the sandbox's class path, or Java's. Nothing where there is a framework, which finds out itself
     */
    record Jar(String location, String path, Map<String, Object> imports) {
        /** The same in another file. */
        public Jar in(String other) {
            return new Jar(location, other, imports);
        }
    }

    /**
     * A component of Declarative Services (OSGi Compendium, 112) that needs nothing but the plugin's context.
     *
     * @param name its name
     * @param implementation its class
     * @param immediate whether it is made at once, rather than when it is asked for
     * @param services the interfaces that it is a service by
     * @param properties the properties that it has without any configuration
     * @param pids the names of its configurations
     * @param configuration whether it takes them
     * @param parameters how many its constructor has
     * @param fields fields of it that are set to what it is activated with
     * @param activate the method that it is activated by, which there need not be
     * @param references where it has the plugin's context from
     */
    record Component(
            String name,
            String implementation,
            boolean immediate,
            List<String> services,
            List<Property> properties,
            List<String> pids,
            Configuration configuration,
            int parameters,
            List<String> fields,
            String activate,
            List<Reference> references) {

        /** Whether a component takes configurations. */
        public enum Configuration {
            /** It can do without. */
            OPTIONAL,
            /** It is not there without them. */
            REQUIRE,
            /** It does not look at them. */
            IGNORE
        }

        /**
         * A property, of a type that the link would not keep.
         *
         * @param type the class of its values, such as {@code java.lang.Long} or {@code int}
         * @param array whether it is an array of them
         * @param values one, or those of the array, as text
         */
        public record Property(String name, String type, boolean array, List<String> values) {}

        /**
         * Where a component has the plugin's context from: by the first of these that it names.
         *
         * @param parameter which one of its constructor's, or none where it is less than zero
         * @param field the field, or none where it is empty
         * @param bind the method, or none where it is empty
         */
        public record Reference(int parameter, String field, String bind) {}
    }

    /**
     * What a plugin can know of where it runs.
     *
     * @param engine the platform's version
     * @param dataDirectory its folder
     * @param processors how many it may use
     * @param memoryBytes how much heap
     * @param storageBytes how much state
     * @param timeoutMillis how long a call may take
     * @param logLevel the least that its logger has to say
     */
    record Environment(
            String engine,
            String dataDirectory,
            int processors,
            long memoryBytes,
            long storageBytes,
            long timeoutMillis,
            String logLevel) {}

    /** It runs, and can be called. */
    record Loaded(long millis) implements ToKernel {}

    /** It does not run. */
    record NotLoaded(Failure why) implements ToKernel {}

    /**
     * A task.
     *
     * @param call its number
     * @param executionId the id that the log has
     * @param extension the task processor's name
     * @param type what is to be done
     * @param input with what
     * @param attributes what the caller sent along
     * @param remainingMillis how long it may take
     */
    record Execute(
            long call,
            String executionId,
            String extension,
            String type,
            Map<String, Object> input,
            Map<String, Object> attributes,
            long remainingMillis)
            implements ToWorker {}

    /** Nobody waits for a call any more. */
    record Cancel(long call) implements ToWorker {}

    /** A task is done. */
    record Answer(long call, Map<String, Object> output, Usage usage) implements ToKernel {}

    /** A task is not done. */
    record Failed(long call, Failure why, Usage usage) implements ToKernel {}

    /** How far a task is. */
    record Progress(long call, double fraction, String message) implements ToKernel {}

    /** What a call has consumed in the sandbox. */
    record Usage(long cpuNanos, long allocatedBytes) {}

    /**
     * What went wrong.
     *
     * @param kind what sort of thing
     * @param message what happened
     * @param exception the class of what was thrown; empty where nothing was
     * @param trace where
     * @param permission for {@link Kind#DENIED}: type, name and actions of what was asked for, where Java says so
     */
    record Failure(Kind kind, String message, String exception, String trace, List<String> permission) {
        /** What sort of thing went wrong. */
        public enum Kind {
            /** It was not allowed to. */
            DENIED,
            /** It met a limit. */
            LIMITED,
            /** What it was given makes no sense. */
            INVALID,
            /** It does no such thing. */
            UNSUPPORTED,
            /** It gave nothing. */
            NO_ANSWER,
            /** Anything else. */
            FAILED
        }

        /** One without anything thrown. */
        public static Failure of(Kind kind, String message) {
            return new Failure(kind, message, "", "", List.of());
        }
    }

    /** A line of the log. */
    record Log(String level, String logger, String message, String trace) implements ToKernel {}

    /**
     * Something that only the kernel can do.
     *
     * @param question its number
     * @param what the operation
     * @param arguments with what
     */
    record Ask(long question, Operation what, List<Object> arguments) implements ToKernel {
        /** What can be asked for. */
        public enum Operation {
            STATE_GET,
            STATE_PUT,
            /** Key, what is expected to be there (or null) and what is to be there; answers whether it was as expected. */
            STATE_REPLACE,
            STATE_REMOVE,
            STATE_KEYS,
            STATE_CLEAR,
            STATE_BYTES,
            /** Topic and data; answers the recorded event. */
            EMIT,
            /** Subscription's number and topic. */
            SUBSCRIBE,
            /** Subscription's number. */
            UNSUBSCRIBE
        }
    }

    /** The answer to a question. */
    record Reply(long question, @Nullable Object value) implements ToWorker {}

    /** A question that was not answered. */
    record Refused(long question, Failure why) implements ToWorker {}

    /** An event, for a subscription; its time in milliseconds. */
    record Happened(long subscription, Map<String, Object> event) implements ToWorker {}

    /** The event of a subscription has been handled; the next one may come. */
    record Handled(long subscription) implements ToKernel {}

    /** The permissions are others now; answered by {@link RowsInForce}. */
    record Rows(long number, List<String> rows, long until) implements ToWorker {}

    /** The least that the plugin's logger has to say is another now. */
    record LogLevel(String level) implements ToWorker {}

    /** The permissions of a {@link Rows} are in force. */
    record RowsInForce(long number) implements ToKernel {}
}
