package dev.pergola.plugins.units.internal;

import dev.pergola.api.ExecutionContext;
import dev.pergola.api.InvalidInputException;
import dev.pergola.api.UnsupportedTaskTypeException;
import dev.pergola.api.annotation.Named;
import dev.pergola.api.annotation.Plugin;
import dev.pergola.api.annotation.TaskTypes;
import dev.pergola.api.extension.Task;
import dev.pergola.api.extension.TaskProcessor;
import dev.pergola.api.extension.TaskResult;
import dev.pergola.plugins.units.Quantity;
import dev.pergola.plugins.units.UnitConverter;
import java.math.BigDecimal;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Does the task {@code CONVERT_UNIT}. */
@Plugin(
        id = "units",
        name = "Units",
        author = "Pergola",
        description = "Converts kitchen units; other plugins may use its service.",
        license = "Apache-2.0",
        category = "utility",
        tags = {"sample", "service", "units"})
@Component
@TaskTypes("CONVERT_UNIT")
@Named("convert-unit")
public final class ConvertUnit implements TaskProcessor {
    private static final int MAX_DIGITS = 30;
    private final UnitConverter converter;

    /** Over the service that other plugins use, too. */
    @Activate
    public ConvertUnit(@Reference UnitConverter converter) {
        this.converter = converter;
    }

    @Override
    public TaskResult process(Task task, ExecutionContext context) {
        if (!task.type().equals("CONVERT_UNIT")) throw new UnsupportedTaskTypeException(task.type());
        Quantity from = new Quantity(amount(task), text(task, "from"));
        try {
            Quantity to = converter.convert(from, text(task, "to"));
            return TaskResult.of(Map.of("amount", to.amount(), "unit", to.unit(), "text", from + " = " + to));
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException(String.valueOf(e.getMessage()));
        }
    }

    private static BigDecimal amount(Task task) {
        Object amount = task.input().get("amount");
        String text = amount instanceof Number || amount instanceof String ? amount.toString() : "";
        try {
            // A number such as 1e-999999999 is short to write, and a gigabyte once it is written out.
            BigDecimal number =
                    text.length() <= MAX_DIGITS ? new BigDecimal(text) : BigDecimal.valueOf(0, MAX_DIGITS + 1);
            if (Math.abs(number.scale()) <= MAX_DIGITS) return number;
        } catch (NumberFormatException e) {
            throw new InvalidInputException("'amount' must be a number, but is: " + text);
        }
        throw new InvalidInputException("'amount' must have at most " + MAX_DIGITS + " digits");
    }

    private static String text(Task task, String name) {
        if (task.input().get(name) instanceof String text) return text;
        throw new InvalidInputException("'" + name + "' must be the symbol of a unit, such as g");
    }
}
