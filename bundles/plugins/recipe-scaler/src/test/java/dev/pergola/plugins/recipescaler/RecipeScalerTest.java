package dev.pergola.plugins.recipescaler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pergola.api.InvalidInputException;
import dev.pergola.api.UnsupportedTaskTypeException;
import dev.pergola.api.extension.Task;
import dev.pergola.plugins.units.Quantity;
import dev.pergola.plugins.units.UnitConverter;
import dev.pergola.testing.fake.FakeExecutionContext;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RecipeScalerTest {
    private final RecipeScaler scaler = new RecipeScaler(new GramsOnly());

    @Test
    void scalesEveryIngredient() {
        Map<String, Object> recipe = scale(Map.of(
                "servings",
                4,
                "for",
                10,
                "ingredients",
                List.of(
                        Map.of("name", "flour", "amount", 600, "unit", "g"),
                        Map.of("name", "eggs", "amount", 3),
                        Map.of("name", "salt", "amount", 0.5, "unit", "pinch"))));

        assertThat(recipe).containsEntry("servings", new BigDecimal(10));
        assertThat(recipe)
                .containsEntry(
                        "ingredients",
                        List.of(
                                Map.of("name", "flour", "amount", new BigDecimal("1.5"), "unit", "kg"),
                                Map.of("name", "eggs", "amount", new BigDecimal("7.5")),
                                Map.of("name", "salt", "amount", new BigDecimal("1.25"), "unit", "pinch")));
    }

    @Test
    void roundsToWhatACookCanMeasure() {
        assertThat(scale(recipe(3, 1, Map.of("name", "milk", "amount", 100, "unit", "drops"))))
                .containsEntry(
                        "ingredients",
                        List.of(Map.of("name", "milk", "amount", new BigDecimal("33.33"), "unit", "drops")));
    }

    @Test
    void saysWhichPartOfARecipeIsWrong() {
        Map<String, Object> flour = Map.of("name", "flour", "amount", 1);
        refuses(recipe(0, 1, flour), "'servings' must be a number greater than zero, of at most 20 digits");
        refuses(recipe("four", 1, flour), "'servings' must be a number greater than zero, of at most 20 digits");

        refuses(
                recipe(1, new BigDecimal("1e999999999"), flour),
                "'for' must be a number greater than zero, of at most 20 digits");
        refuses(Map.of("servings", 1, "for", 1), "'ingredients' must be a list with one ingredient at least");
        refuses(
                Map.of("servings", 1, "for", 1, "ingredients", List.of()),
                "'ingredients' must be a list with one ingredient at least");
        refuses(recipe(1, 1, "flour"), "ingredient 1 must be an object");
        refuses(recipe(1, 1, Map.of("amount", 1)), "ingredient 1 needs a 'name'");
        refuses(
                recipe(1, 1, Map.of("name", "flour")),
                "The 'amount' of ingredient 1 must be a number greater than zero, of at most 20 digits");
        refuses(
                recipe(1, 1, Map.of("name", "flour", "amount", 1, "unit", 5)),
                "The 'unit' of ingredient 1 must be a text");
        refuses(
                Map.of("servings", 1, "for", 1, "ingredients", Collections.nCopies(1001, flour)),
                "A recipe has at most 1000 ingredients");
    }

    @Test
    void refusesOtherTasks() {
        assertThatThrownBy(() -> scaler.process(new Task("COOK", Map.of()), FakeExecutionContext.of("recipe-scaler")))
                .isInstanceOf(UnsupportedTaskTypeException.class);
    }

    private void refuses(Map<String, Object> input, String message) {
        assertThatThrownBy(() -> scale(input))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(message);
    }

    private static Map<String, Object> recipe(Object servings, Object wanted, Object ingredient) {
        return Map.of("servings", servings, "for", wanted, "ingredients", List.of(ingredient));
    }

    private Map<String, Object> scale(Map<String, Object> input) {
        return scaler.process(new Task("SCALE_RECIPE", input), FakeExecutionContext.of("recipe-scaler"))
                .output();
    }

    /** The real converter is private to its plugin; the test with a runtime uses it. */
    private static final class GramsOnly implements UnitConverter {
        @Override
        public Quantity convert(Quantity quantity, String unit) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Quantity simplify(Quantity quantity) {
            return new Quantity(quantity.amount().movePointLeft(3), "kg");
        }

        @Override
        public boolean knows(String unit) {
            return unit.equals("g");
        }

        @Override
        public Set<String> units() {
            return Set.of("g");
        }
    }
}
