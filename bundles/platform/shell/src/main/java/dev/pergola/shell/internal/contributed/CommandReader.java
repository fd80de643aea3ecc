package dev.pergola.shell.internal.contributed;

import dev.pergola.api.annotation.Argument;
import dev.pergola.api.annotation.Command;
import dev.pergola.api.annotation.Option;
import dev.pergola.api.extension.CommandGroup;
import dev.pergola.shell.internal.contributed.CommandDescription.Group;
import dev.pergola.shell.internal.contributed.CommandDescription.Role;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads what a class says of its commands. Runs inside of a call into the plugin: the class and its group are hostile,
 * so that everything is bounded and a method that is wrong costs only itself.
 */
final class CommandReader {
    static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,31}");
    private static final Pattern OPTION = Pattern.compile("--[a-z][a-z0-9-]{0,31}");
    private static final int MOST_COMMANDS = 100;
    private static final int MOST_PARAMETERS = 20;
    private static final int MOST_CONSTANTS = 100;
    private static final int LONGEST_TEXT = 500;
    private static final Set<String> OWN_OPTIONS = Set.of("--help");

    private CommandReader() {}

    static Group read(CommandGroup group) {
        List<CommandDescription> commands = new ArrayList<>();
        List<String> complaints = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Method method : methods(group.getClass())) {
            try {
                CommandDescription command = command(method);
                if (!names.add(command.name())) throw new Unfit("another method has the same name");
                if (commands.size() == MOST_COMMANDS) throw new Unfit("a group has at most " + MOST_COMMANDS);
                commands.add(command);
            } catch (Unfit unfit) {
                complaints.add(cut("Method " + method.getName() + " is no command: " + unfit.getMessage()));
                if (complaints.size() == MOST_COMMANDS) break;
            }
        }
        return new Group(cut(String.valueOf(group.group())), commands, complaints);
    }

    /** The methods that are commands, in an order that does not depend on the JVM. */
    static List<Method> methods(Class<?> type) {
        return Arrays.stream(type.getMethods())
                .filter(method -> method.isAnnotationPresent(Command.class))
                .filter(method -> !method.isBridge() && !Modifier.isStatic(method.getModifiers()))
                .sorted(Comparator.comparing((Method method) ->
                                method.getAnnotation(Command.class).name())
                        .thenComparing(method -> String.join(",", signature(method))))
                .toList();
    }

    static List<String> signature(Method method) {
        return Arrays.stream(method.getParameterTypes()).map(Class::getName).toList();
    }

    private static CommandDescription command(Method method) {
        Command command = method.getAnnotation(Command.class);
        if (!NAME.matcher(command.name()).matches()) {
            throw new Unfit("its name has to match " + NAME.pattern() + ", but is: " + command.name());
        }
        if (method.getParameterCount() > MOST_PARAMETERS)
            throw new Unfit("it has more than " + MOST_PARAMETERS + " parameters");
        List<CommandDescription.Parameter> parameters = new ArrayList<>();
        Set<String> names = new HashSet<>(OWN_OPTIONS);
        for (Parameter parameter : method.getParameters()) {
            CommandDescription.Parameter one = parameter(parameter);
            if (one.role() != Role.CONTEXT && !names.add(one.name())) {
                throw new Unfit(
                        "two of its parameters are called " + one.name() + ", or it is a name of the shell's own");
            }
            parameters.add(one);
        }
        checkOrder(
                parameters.stream().filter(one -> one.role() == Role.ARGUMENT).toList());
        List<String> examples = Arrays.stream(command.examples())
                .limit(10)
                .map(CommandReader::cut)
                .toList();
        return new CommandDescription(
                command.name(), cut(command.description()), examples, parameters, signature(method));
    }

    private static void checkOrder(List<CommandDescription.Parameter> arguments) {
        boolean optional = false;
        for (int i = 0; i < arguments.size(); i++) {
            CommandDescription.Parameter argument = arguments.get(i);
            if (argument.kind() == ParameterKind.TEXTS && i < arguments.size() - 1) {
                throw new Unfit("a list has to be the last argument, but " + argument.name() + " is not");
            }
            if (argument.required() && optional) {
                throw new Unfit("the argument " + argument.name() + " is required, but comes after an optional one");
            }
            optional |= !argument.required();
        }
    }

    private static CommandDescription.Parameter parameter(Parameter parameter) {
        ParameterKind kind = ParameterKind.of(parameter.getParameterizedType())
                .orElseThrow(() -> new Unfit("a parameter has the type "
                        + parameter.getParameterizedType().getTypeName()
                        + "; use String, int, long, double, boolean, an enum, Path, List<String> or ExecutionContext"));
        if (kind == ParameterKind.CONTEXT) {
            return new CommandDescription.Parameter(Role.CONTEXT, kind, "", "", List.of(), false, List.of());
        }
        List<String> constants = kind == ParameterKind.ENUM ? constants(parameter.getType()) : List.of();
        Argument argument = parameter.getAnnotation(Argument.class);
        Option option = parameter.getAnnotation(Option.class);
        if ((argument == null) == (option == null)) {
            throw new Unfit("each parameter needs either @Argument or @Option");
        }
        CommandDescription.Parameter read =
                argument != null ? argument(argument, kind, constants) : option(option, kind, constants);
        for (String value : read.defaults()) checkDefault(read, value);
        return read;
    }

    private static CommandDescription.Parameter argument(
            Argument argument, ParameterKind kind, List<String> constants) {
        if (!NAME.matcher(argument.name()).matches()) {
            throw new Unfit("the name of an argument has to match " + NAME.pattern() + ", but is: " + argument.name());
        }
        List<String> defaults =
                Arrays.stream(argument.defaultValue()).map(CommandReader::cut).toList();
        return new CommandDescription.Parameter(
                Role.ARGUMENT,
                kind,
                argument.name(),
                cut(argument.description()),
                defaults,
                defaults.isEmpty(),
                constants);
    }

    private static CommandDescription.Parameter option(Option option, ParameterKind kind, List<String> constants) {
        if (!OPTION.matcher(option.name()).matches()) {
            throw new Unfit("the name of an option has to match " + OPTION.pattern() + ", but is: " + option.name());
        }
        boolean given = !option.defaultValue().isEmpty();
        boolean required = !given && (kind == ParameterKind.ENUM || kind == ParameterKind.PATH);
        List<String> defaults = given ? List.of(cut(option.defaultValue())) : implied(kind);
        return new CommandDescription.Parameter(
                Role.OPTION, kind, option.name(), cut(option.description()), defaults, required, constants);
    }

    /** What an option is where neither the user nor the plugin says anything. */
    private static List<String> implied(ParameterKind kind) {
        return switch (kind) {
            case TEXT -> List.of("");
            case INT, LONG, DOUBLE -> List.of("0");
            case BOOLEAN -> List.of("false");
            case ENUM, PATH, TEXTS, CONTEXT -> List.of();
        };
    }

    private static void checkDefault(CommandDescription.Parameter parameter, String value) {
        Optional<String> complaint = ArgumentValues.complaint(parameter, value);
        if (complaint.isPresent()) throw new Unfit("its default does not fit: " + complaint.get());
    }

    private static List<String> constants(Class<?> type) {
        // By the fields: asking for the constants would run code of the plugin's.
        List<String> names = Arrays.stream(type.getFields())
                .filter(field -> field.isEnumConstant())
                .map(field -> field.getName())
                .limit(MOST_CONSTANTS + 1L)
                .toList();
        if (names.size() > MOST_CONSTANTS)
            throw new Unfit(type.getSimpleName() + " has more than " + MOST_CONSTANTS + " constants");
        return names;
    }

    private static String cut(String text) {
        return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT) + "…";
    }

    /** A method that cannot be a command. */
    private static final class Unfit extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private Unfit(String message) {
            super(message, null, false, false);
        }
    }
}
