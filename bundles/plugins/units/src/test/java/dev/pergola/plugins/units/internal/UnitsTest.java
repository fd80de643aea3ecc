package dev.pergola.plugins.units.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pergola.api.InvalidInputException;
import dev.pergola.api.UnsupportedTaskTypeException;
import dev.pergola.api.extension.Task;
import dev.pergola.plugins.units.Quantity;
import dev.pergola.testing.fake.FakeExecutionContext;
import java.math.BigDecimal;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnitsTest {
    private final Units units = new Units();
    private final ConvertUnit task = new ConvertUnit(units);

    @ParameterizedTest
    @CsvSource({
        "1, kg, g, 1000",
        "250, mg, g, 0.25",
        "1, lb, oz, 16",
        "1, cup, tbsp, 16",
        "1, tbsp, tsp, 3",
        "1, gal, pt, 8",
        "1, ft, in, 12",
        "2, in, mm, 50.8",
        "180, C, F, 356",
        "-40, F, C, -40",
        "0, K, C, -273.15",
        "-3, dl, ml, -300"
    })
    void converts(String amount, String from, String to, String expected) {
        assertThat(units.convert(Quantity.of(amount, from), to)).isEqualTo(Quantity.of(expected, to));
    }

    @Test
    void comesBackToWhereItBegan() {
        Quantity cup = Quantity.of("0.7", "cup");

        assertThat(units.convert(units.convert(cup, "ml"), "cup")).isEqualTo(cup);
    }

    @ParameterizedTest
    @CsvSource({
        "1500, g, 1.5, kg",
        "999, g, 999, g",
        "0.5, kg, 500, g",
        "0.2, mg, 0.2, mg",
        "1000, ml, 1, l",
        "2, dl, 200, ml",
        "32, oz, 2, lb",
        "4, tsp, 1.333333333333333, tbsp",
        "180, C, 180, C",
        "-2000, g, -2, kg"
    })
    void findsTheUnitThatReadsBest(String amount, String unit, String expected, String expectedUnit) {
        assertThat(units.simplify(Quantity.of(amount, unit))).isEqualTo(Quantity.of(expected, expectedUnit));
    }

    @Test
    void saysWhatItDoesNotKnowAndWhatDoesNotFit() {
        assertThatThrownBy(() -> units.convert(Quantity.of("1", "stone"), "g"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'stone'")
                .hasMessageContaining("kg");
        assertThatThrownBy(() -> units.convert(Quantity.of("1", "l"), "kg"))
                .hasMessage("l is a unit of volume, but kg is one of mass");
        assertThat(units.knows("stone")).isFalse();
        assertThat(units.units()).contains("tbsp", "F").allMatch(units::knows);
    }

    @Test
    void writesQuantitiesPlainly() {
        assertThat(Quantity.of("1500.0", "g")).hasToString("1500 g").isEqualTo(Quantity.of("1.5e3", "g"));
        assertThat(Quantity.of("0.00", "g")).hasToString("0 g");
    }

    @Test
    void doesTheTask() {
        assertThat(convert(Map.of("amount", 2, "from", "lb", "to", "kg")))
                .containsEntry("amount", new BigDecimal("0.90718474"))
                .containsEntry("unit", "kg")
                .containsEntry("text", "2 lb = 0.90718474 kg");
    }

    @Test
    void refusesWhatItCannotConvert() {
        assertThatThrownBy(() -> convert(Map.of("amount", "two", "from", "lb", "to", "kg")))
                .isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> convert(Map.of("amount", "1e999999999", "from", "lb", "to", "kg")))
                .isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> convert(Map.of("amount", "1e-999999999", "from", "lb", "to", "kg")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("at most 30 digits");
        assertThatThrownBy(() -> convert(Map.of("amount", "1".repeat(31), "from", "lb", "to", "kg")))
                .isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> convert(Map.of("from", "lb", "to", "kg"))).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> convert(Map.of("amount", 1, "from", "lb"))).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> convert(Map.of("amount", 1, "from", "lb", "to", "l")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("volume");
        assertThatThrownBy(() -> task.process(new Task("WEIGH", Map.of()), FakeExecutionContext.of("units")))
                .isInstanceOf(UnsupportedTaskTypeException.class);
    }

    private Map<String, Object> convert(Map<String, Object> input) {
        return task.process(new Task("CONVERT_UNIT", input), FakeExecutionContext.of("units"))
                .output();
    }
}
