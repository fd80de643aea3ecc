package dev.pergola.shell.internal.contributed;

import java.util.List;

/**
 * A command as a plugin declares it: texts and numbers only, nothing of the plugin's own.
 *
 * @param name its name
 * @param summary one sentence
 * @param examples command lines
 * @param parameters the method's parameters, in order
 * @param signature tells the method from others of the same name: the names of its parameters' types
 */
record CommandDescription(
        String name, String summary, List<String> examples, List<Parameter> parameters, List<String> signature) {
    CommandDescription {
        examples = List.copyOf(examples);
        parameters = List.copyOf(parameters);
        signature = List.copyOf(signature);
    }

    /**
     * A parameter of the method.
     *
     * @param role how it is filled
     * @param kind its type
     * @param name the argument's name, or the option's with its dashes; empty for the context
     * @param description what it is
     * @param defaults the values where none is given
     * @param required whether there has to be one
     * @param constants names of the constants of an enum
     */
    record Parameter(
            Role role,
            ParameterKind kind,
            String name,
            String description,
            List<String> defaults,
            boolean required,
            List<String> constants) {
        Parameter {
            defaults = List.copyOf(defaults);
            constants = List.copyOf(constants);
        }
    }

    /** How a parameter is filled. */
    enum Role {
        ARGUMENT,
        OPTION,
        CONTEXT
    }

    /**
     * What a group of commands declares.
     *
     * @param group the group
     * @param commands its commands, in the order of their names
     * @param complaints why some of its methods are no commands
     */
    record Group(String group, List<CommandDescription> commands, List<String> complaints) {
        Group {
            commands = List.copyOf(commands);
            complaints = List.copyOf(complaints);
        }
    }
}
