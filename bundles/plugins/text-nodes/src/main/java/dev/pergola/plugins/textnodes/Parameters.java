package dev.pergola.plugins.textnodes;

import dev.pergola.api.InvalidInputException;
import java.util.Map;

/** A node's parameters or inputs, read by type. */
record Parameters(Map<String, Object> values) {
    static final int MAX_TEXT = 4 * 1024 * 1024;

    String text(String name) {
        if (!(values.get(name) instanceof String text))
            throw new InvalidInputException("'" + name + "' must be a text");
        if (text.length() > MAX_TEXT) {
            throw new InvalidInputException(
                    "'" + name + "' has " + text.length() + " characters; at most " + MAX_TEXT + " are possible");
        }
        return text;
    }

    boolean flag(String name) {
        if (values.get(name) instanceof Boolean flag) return flag;
        throw new InvalidInputException("'" + name + "' must be true or false");
    }

    int number(String name, int least, int most) {
        if (values.get(name) instanceof Number number && number.longValue() >= least && number.longValue() <= most) {
            return number.intValue();
        }
        throw new InvalidInputException("'" + name + "' must be a number from " + least + " to " + most);
    }
}
