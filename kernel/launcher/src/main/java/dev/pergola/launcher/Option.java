package dev.pergola.launcher;

/**
 * An option of a command.
 *
 * @param name with its dashes, such as {@code --data}
 * @param value what its value is called in the help, empty where it takes none
 * @param description what it does
 */
record Option(String name, String value, String description) {
    static Option flag(String name, String description) {
        return new Option(name, "", description);
    }

    boolean takesValue() {
        return !value.isEmpty();
    }

    String usage() {
        return takesValue() ? name + ' ' + value : name;
    }
}
