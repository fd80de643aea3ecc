package dev.pergola.shell.internal.contributed;

import dev.pergola.api.Result;
import dev.pergola.api.extension.CommandGroup;
import dev.pergola.execution.CallOptions;
import dev.pergola.execution.CallTarget;
import dev.pergola.shell.internal.call.CallResults;
import dev.pergola.shell.internal.call.CallRunner;
import dev.pergola.shell.internal.command.ArgumentSpec.Arity;
import dev.pergola.shell.internal.command.CommandFailure;
import dev.pergola.shell.internal.command.CommandSpec;
import dev.pergola.shell.internal.command.Invocation;
import dev.pergola.shell.internal.command.OptionSpec;
import dev.pergola.shell.internal.command.ParsedArguments;
import dev.pergola.shell.internal.command.ShellCommand;
import dev.pergola.shell.internal.command.Suggestions;
import dev.pergola.shell.internal.contributed.CommandDescription.Parameter;
import dev.pergola.shell.internal.contributed.CommandDescription.Role;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** A command that a plugin brings. Holds its description and how to reach the plugin, and nothing of the plugin. */
final class ContributedCommand extends ShellCommand {
    private static final Pattern SECRET = Pattern.compile("(?i).*(password|secret|token|key|credential).*");

    private final CommandDescription description;
    private final String plugin;
    private final String extension;
    private final CallRunner runner;

    ContributedCommand(
            String group, CommandDescription description, String plugin, String extension, CallRunner runner) {
        super(spec(group, description));
        this.description = description;
        this.plugin = plugin;
        this.extension = extension;
        this.runner = runner;
    }

    @Override
    public String origin() {
        return plugin;
    }

    private static CommandSpec spec(String group, CommandDescription description) {
        CommandSpec spec = CommandSpec.of(group, description.name(), description.summary());
        for (Parameter parameter : description.parameters()) {
            if (parameter.role() == Role.ARGUMENT) {
                spec = spec.argument(parameter.name(), explain(parameter), arity(parameter), suggestions(parameter));
            } else if (parameter.role() == Role.OPTION) {
                spec = spec.options(option(parameter));
            }
        }
        if (spec.options().stream()
                        .filter(option -> option.name().equals("--json"))
                        .count()
                > 1) {
            List<OptionSpec> options = new ArrayList<>(spec.options());
            options.remove(OptionSpec.JSON);
            spec = new CommandSpec(
                    spec.scope(),
                    spec.name(),
                    spec.summary(),
                    spec.details(),
                    spec.arguments(),
                    options,
                    spec.examples());
        }
        for (String example : description.examples()) spec = spec.example(example, "");
        return description.examples().isEmpty() ? spec.example(line(spec), "") : spec;
    }

    private static String line(CommandSpec spec) {
        StringBuilder line = new StringBuilder(spec.fullName());
        spec.arguments().forEach(argument -> line.append(' ').append(argument.name()));
        return line.toString();
    }

    private static OptionSpec option(Parameter parameter) {
        OptionSpec.Kind kind = switch (parameter.kind()) {
            case BOOLEAN -> OptionSpec.Kind.FLAG;
            case TEXTS -> OptionSpec.Kind.REPEATABLE;
            default -> OptionSpec.Kind.VALUE;
        };
        String placeholder = switch (parameter.kind()) {
            case INT, LONG, DOUBLE -> "NUMBER";
            case PATH -> "PATH";
            default -> "VALUE";
        };
        return new OptionSpec(List.of(parameter.name()), kind, placeholder, explain(parameter), suggestions(parameter));
    }

    private static String explain(Parameter parameter) {
        List<String> parts = new ArrayList<>();
        if (!parameter.description().isEmpty()) parts.add(parameter.description());
        if (!parameter.constants().isEmpty()) {
            parts.add("one of "
                    + String.join(
                            ", ",
                            parameter.constants().stream()
                                    .map(ArgumentValues::typed)
                                    .toList()));
        }
        String defaults = String.join(" ", parameter.defaults());
        if (parameter.role() == Role.OPTION && parameter.required()) parts.add("required");
        else if (!defaults.isEmpty() && parameter.kind() != ParameterKind.BOOLEAN) parts.add("default " + defaults);
        return String.join("; ", parts);
    }

    private static Arity arity(Parameter parameter) {
        if (parameter.kind() == ParameterKind.TEXTS) return parameter.required() ? Arity.SOME : Arity.MANY;
        return parameter.required() ? Arity.REQUIRED : Arity.OPTIONAL;
    }

    private static Suggestions suggestions(Parameter parameter) {
        return switch (parameter.kind()) {
            case ENUM ->
                Suggestions.of(parameter.constants().stream()
                        .map(ArgumentValues::typed)
                        .toArray(String[]::new));
            case PATH -> Suggestions.FILES;
            case BOOLEAN -> Suggestions.of("true", "false");
            default -> Suggestions.NONE;
        };
    }

    @Override
    protected void run(Invocation invocation) {
        List<Object> values = new ArrayList<>();
        Map<String, Object> logged = new LinkedHashMap<>();
        for (Parameter parameter : description.parameters()) {
            if (parameter.role() == Role.CONTEXT) {
                values.add(Optional.empty());
                continue;
            }
            List<String> texts = texts(invocation.arguments(), parameter);
            values.add(ArgumentValues.convert(parameter, texts, invocation::file));
            if (!SECRET.matcher(parameter.name()).matches()) logged.put(parameter.name(), String.join(" ", texts));
        }
        CallOptions options = new CallOptions(
                spec().fullName(), Optional.empty(), Map.of("caller", invocation.actor()), invocation.actor(), logged);
        CallTarget<CommandGroup> target =
                new CallTarget<>(CommandGroup.class, plugin, Optional.empty(), Optional.of(extension));
        Result<Answer> result = runner.call(
                target,
                options,
                (group, context) -> CommandInvoker.invoke(group, description, values, context),
                invocation.screen());
        if (result.failure().isPresent()) throw CallResults.failure(result, spec().fullName());
        print(result.orElseThrow(), invocation);
    }

    private static List<String> texts(ParsedArguments arguments, Parameter parameter) {
        if (parameter.role() == Role.ARGUMENT) {
            List<String> given = arguments.arguments(parameter.name());
            return given.isEmpty() ? parameter.defaults() : given;
        }
        if (!arguments.has(parameter.name())) {
            if (parameter.required()) throw new CommandFailure("Option " + parameter.name() + " is missing");
            return parameter.defaults();
        }
        return parameter.kind() == ParameterKind.BOOLEAN ? List.of("true") : arguments.options(parameter.name());
    }

    private void print(Answer answer, Invocation invocation) {
        boolean asJson = invocation.json() && spec().option("--json").equals(Optional.of(OptionSpec.JSON));
        if (asJson || answer.structured()) invocation.screen().json(answer.data());
        else if (!answer.text().isEmpty())
            invocation.screen().block(answer.text().stripTrailing());
    }

    /** Whether it would be the same command. */
    boolean sameAs(ContributedCommand other) {
        return description.equals(other.description)
                && plugin.equals(other.plugin)
                && extension.equals(other.extension)
                && spec().fullName().equals(other.spec().fullName());
    }
}
