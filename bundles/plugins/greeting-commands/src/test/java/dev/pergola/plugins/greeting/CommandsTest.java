package dev.pergola.plugins.greeting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pergola.api.InvalidInputException;
import dev.pergola.testing.fake.FakeExecutionContext;
import dev.pergola.testing.fake.FakeExecutionContext.Progress;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandsTest {
    private final GreetingCommands greeting = new GreetingCommands();
    private final DeployCommands deploy = new DeployCommands();
    private final FakeExecutionContext context = FakeExecutionContext.of("greeting-commands");

    @ParameterizedTest
    @CsvSource({
        "en,'Hello, Ada!'",
        "de,'Guten Tag, Ada!'",
        "FR,'Bonjour, Ada !'",
        "es,'¡Hola, Ada!'",
        "la,'Salve, Ada!'"
    })
    void greetsInSeveralLanguages(String language, String expected) {
        assertThat(greeting.hello("Ada", language, false)).isEqualTo(expected);
    }

    @Test
    void greetsLoudly() {
        assertThat(greeting.hello("Ada", "en", true)).isEqualTo("HELLO, ADA!");
    }

    @Test
    void takesAPatternInANameForAName() {
        assertThat(greeting.hello("%s%n", "en", false)).isEqualTo("Hello, %s%n!");
    }

    @Test
    void saysWhichLanguagesThereAre() {
        assertThatThrownBy(() -> greeting.hello("Ada", "tlh", false))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("[en, de, fr, es, la]");
        assertThatThrownBy(() -> greeting.hello("a".repeat(101), "en", false))
                .isInstanceOf(InvalidInputException.class);
    }

    @Test
    void rehearsesACanaryAndReportsProgress() throws InterruptedException {
        String report = deploy.advanced("web", "canary", 20, 0, context);

        assertThat(report)
                .startsWith("Rehearsal of web, canary:\n  step 1 of 4: 1 of 20 instances\n")
                .endsWith("Nothing was deployed.");
        assertThat(context.progress()).extracting(Progress::fraction).containsExactly(0.05, 0.25, 0.5, 1.0);
    }

    @ParameterizedTest
    @CsvSource({"canary,1,1", "canary,2,2", "canary,4,3", "rolling,4,4", "blue-green,100,1"})
    void leavesOutStepsThatChangeNothing(String strategy, int instances, int steps) throws InterruptedException {
        deploy.advanced("web", strategy, instances, 0, context);

        assertThat(context.progress())
                .hasSize(steps)
                .last()
                .extracting(Progress::fraction)
                .isEqualTo(1.0);
    }

    @Test
    void endsWhenTheCallIsCancelled() {
        context.cancelAfter(2);

        assertThatThrownBy(() -> deploy.advanced("web", "rolling", 10, 0, context))
                .isInstanceOf(CancellationException.class)
                .hasMessage("Cancelled before step 3");
    }

    @Test
    void endsWhenItsThreadIsInterrupted() {
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> deploy.advanced("web", "rolling", 10, 5_000, context))
                .isInstanceOf(InterruptedException.class);
    }

    @Test
    void refusesWhatItCannotRehearse() {
        List.of("Web", "", "a b", "-x")
                .forEach(service -> assertThatThrownBy(() -> deploy.advanced(service, "rolling", 1, 0, context))
                        .isInstanceOf(InvalidInputException.class));
        assertThatThrownBy(() -> deploy.advanced("web", "yolo", 1, 0, context))
                .hasMessageContaining("canary, rolling, blue-green");
        assertThatThrownBy(() -> deploy.advanced("web", "rolling", 0, 0, context))
                .hasMessageContaining("--instances must be from 1 to 100, but is 0");
        assertThatThrownBy(() -> deploy.advanced("web", "rolling", 1, 5_001, context))
                .hasMessageContaining("--pause");
    }
}
