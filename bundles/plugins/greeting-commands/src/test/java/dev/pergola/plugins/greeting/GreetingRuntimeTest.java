package dev.pergola.plugins.greeting;

import static dev.pergola.testing.PergolaAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pergola.api.annotation.Command;
import dev.pergola.api.extension.CommandGroup;
import dev.pergola.testing.PergolaRuntime;
import dev.pergola.testing.PergolaTest;
import dev.pergola.testing.PluginClient;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a shell finds: groups by name, and methods with annotations (R50, R152). */
@PergolaTest
class GreetingRuntimeTest {
    @Test
    void bringsTwoGroupsAndTakesThemAway(PluginClient greeting, PergolaRuntime runtime) {
        assertThat(groups(runtime)).containsExactly("deploy", "greeting");
        greeting.disable();
        assertThat(groups(runtime)).isEmpty();
        greeting.enable();
        assertThat(groups(runtime)).hasSize(2);
    }

    @Test
    void canBeCalledByAnnotation(PluginClient commands) {
        assertThat(commands.call(
                        CommandGroup.class,
                        "greeting",
                        (group, context) -> commandsOf(group)
                                .filter(method -> method.getAnnotation(Command.class)
                                        .name()
                                        .equals("hello"))
                                .findFirst()
                                .orElseThrow()
                                .invoke(group, "Ada", "la", false)))
                .answer()
                .isEqualTo("Salve, Ada!");
    }

    private static Stream<java.lang.reflect.Method> commandsOf(CommandGroup group) {
        return Arrays.stream(group.getClass().getMethods()).filter(method -> method.isAnnotationPresent(Command.class));
    }

    private static List<String> groups(PergolaRuntime runtime) {
        return runtime.extensions().executeAll(CommandGroup.class, (group, context) -> group.group()).stream()
                .map(result -> result.orElseThrow())
                .sorted()
                .toList();
    }
}
