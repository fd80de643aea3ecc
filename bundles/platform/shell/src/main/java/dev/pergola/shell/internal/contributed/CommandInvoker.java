package dev.pergola.shell.internal.contributed;

import dev.pergola.api.ExecutionContext;
import dev.pergola.api.PluginException;
import dev.pergola.api.annotation.Command;
import dev.pergola.api.extension.CommandGroup;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Calls the method that is a command. Runs inside of a call into the plugin. */
final class CommandInvoker {
    private CommandInvoker() {}

    /**
     * Finds the method anew, which may be of a newer version than the description, and calls it.
     *
     * @param values by parameter; names for constants, anything for the context
     */
    static Answer invoke(
            CommandGroup group, CommandDescription description, List<Object> values, ExecutionContext context)
            throws Exception {
        Method method = find(group.getClass(), description)
                .orElseThrow(() -> new PluginException("The plugin has just changed, and has no command "
                        + description.name() + " like that any more; try again"));
        Class<?>[] types = method.getParameterTypes();
        Object[] arguments = new Object[types.length];
        for (int i = 0; i < types.length; i++) {
            arguments[i] = switch (description.parameters().get(i).kind()) {
                case CONTEXT -> context;
                case ENUM -> constant(types[i], values.get(i).toString());
                default -> values.get(i);
            };
        }
        try {
            // A command group need not be public, only its methods.
            method.setAccessible(true);
            return Answer.of(method.invoke(group, arguments));
        } catch (InvocationTargetException thrown) {
            if (thrown.getCause() instanceof Exception cause) throw cause;
            if (thrown.getCause() instanceof Error error) throw error;
            throw thrown;
        }
    }

    private static Optional<Method> find(Class<?> type, CommandDescription description) {
        return CommandReader.methods(type).stream()
                .filter(method -> method.getAnnotation(Command.class).name().equals(description.name()))
                .filter(method -> CommandReader.signature(method).equals(description.signature()))
                .findFirst();
    }

    private static Object constant(Class<?> type, String name) {
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> ((Enum<?>) constant).name().equals(name))
                .findFirst()
                .orElseThrow(() -> new PluginException("There is no constant " + name));
    }
}
