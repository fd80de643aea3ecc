package dev.pergola.plugins.recipescaler;

import dev.pergola.api.ExecutionContext;
import dev.pergola.api.InvalidInputException;
import dev.pergola.api.UnsupportedTaskTypeException;
import dev.pergola.api.annotation.DependsOn;
import dev.pergola.api.annotation.Named;
import dev.pergola.api.annotation.Plugin;
import dev.pergola.api.annotation.TaskTypes;
import dev.pergola.api.extension.Task;
import dev.pergola.api.extension.TaskProcessor;
import dev.pergola.api.extension.TaskResult;
import dev.pergola.plugins.units.Quantity;
import dev.pergola.plugins.units.UnitConverter;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Does the task {@code SCALE_RECIPE}. */
@Plugin(
        id = "recipe-scaler",
        name = "Recipe scaler",
        author = "Pergola",
        description = "Scales a recipe to another number of servings.",
        license = "Apache-2.0",
        category = "utility",
        tags = {"sample", "dependency", "recipes"})
@DependsOn(plugin = "units", version = "[1.0,2.0)")
@Component
@TaskTypes("SCALE_RECIPE")
@Named("recipe-scaler")
public final class RecipeScaler implements TaskProcessor {
    private static final MathContext DIGITS = new MathContext(4);
    private static final MathContext INNER_DIGITS = new MathContext(20);
    private static final int MAX_INGREDIENTS = 1_000;
    private final UnitConverter units;

    /** With the other plugin's service: while it is away, this component is, too. */
    @Activate
    public RecipeScaler(@Reference UnitConverter units) {
        this.units = units;
    }

    @Override
    public TaskResult process(Task task, ExecutionContext context) {
        if (!task.type().equals("SCALE_RECIPE")) throw new UnsupportedTaskTypeException(task.type());
        BigDecimal servings = Ingredient.amount(task.input().get("servings"), "'servings'");
        BigDecimal wanted = Ingredient.amount(task.input().get("for"), "'for'");
        List<Map<String, Object>> scaled = new ArrayList<>();
        for (Ingredient ingredient : ingredients(task)) {
            scaled.add(scale(ingredient, servings, wanted).toData());
        }
        return TaskResult.of(Map.of("servings", wanted, "ingredients", scaled));
    }

    private Ingredient scale(Ingredient ingredient, BigDecimal servings, BigDecimal wanted) {
        Quantity before = ingredient.quantity();
        BigDecimal amount = before.amount().multiply(wanted).divide(servings, INNER_DIGITS);
        Quantity exact = new Quantity(amount, before.unit());
        Quantity best = units.knows(before.unit()) ? units.simplify(exact) : exact;
        return new Ingredient(ingredient.name(), new Quantity(best.amount().round(DIGITS), best.unit()));
    }

    private static List<Ingredient> ingredients(Task task) {
        if (!(task.input().get("ingredients") instanceof List<?> list) || list.isEmpty()) {
            throw new InvalidInputException("'ingredients' must be a list with one ingredient at least");
        }
        if (list.size() > MAX_INGREDIENTS) {
            throw new InvalidInputException("A recipe has at most " + MAX_INGREDIENTS + " ingredients");
        }
        List<Ingredient> ingredients = new ArrayList<>();
        for (Object each : list) ingredients.add(Ingredient.of(each, "ingredient " + (ingredients.size() + 1)));
        return ingredients;
    }
}
