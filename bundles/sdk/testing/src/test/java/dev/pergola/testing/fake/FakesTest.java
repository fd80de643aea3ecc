package dev.pergola.testing.fake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pergola.api.PluginException;
import dev.pergola.api.ResourceLimitExceededException;
import dev.pergola.api.event.Event;
import dev.pergola.api.event.Subscription;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The stand-ins keep the promises of the interfaces (R158). */
class FakesTest {
    private final FakePluginContext plugin = FakePluginContext.of("sample");

    @Test
    void stateIsCopiedAndOrdered() {
        Map<String, Object> value = new HashMap<>(Map.of("n", 1));
        plugin.state().put("b", value);
        plugin.state().put("a", Map.of());
        value.put("n", 2);

        assertThat(plugin.state().get("b")).contains(Map.of("n", 1));
        assertThat(plugin.state().keys()).containsExactly("a", "b");
        assertThat(plugin.state().update("b", old -> Map.of("n", (int) old.get("n") + 1)))
                .isEqualTo(Map.of("n", 2));
        assertThat(plugin.state().update("new", old -> Map.of("was", old.size())))
                .isEqualTo(Map.of("was", 0));
        assertThat(plugin.state().remove("b")).isTrue();
        assertThat(plugin.state().remove("b")).isFalse();
        plugin.state().clear();
        assertThat(plugin.state().bytesUsed()).isZero();
    }

    @Test
    void stateHasAQuotaAndLongKeysAreRefused() {
        FakeStateStore state = new FakeStateStore(20);
        state.put("k", Map.of("v", "12345"));

        assertThatThrownBy(() -> state.put("l", Map.of("v", "1234567890")))
                .isInstanceOf(ResourceLimitExceededException.class);
        assertThatThrownBy(() -> state.update("k", old -> Map.of("v", "x".repeat(50))))
                .isInstanceOf(ResourceLimitExceededException.class);
        assertThat(state.get("k")).contains(Map.of("v", "12345"));
        state.put("k", Map.of("v", "123456789"));
        assertThatThrownBy(() -> state.put("k".repeat(256), Map.of())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void eventsReachHandlersUntilTheyEnd() {
        List<String> heard = new ArrayList<>();
        Consumer<Event> handler = event -> heard.add(event.topic());
        Subscription subscription = plugin.events().on("sample/*", handler);
        plugin.events().once("*", event -> heard.add("once"));
        plugin.events().on("sample/a", event -> {
            throw new IllegalStateException("harms nobody");
        });
        plugin.events().emit("sample/a", Map.of());
        subscription.close();
        plugin.events().emit("sample/b", Map.of());
        plugin.events().on("sample/c", handler);
        plugin.events().off("sample/c", handler);
        plugin.events().emit("sample/c", Map.of());

        assertThat(heard).containsExactly("sample/a", "once");
        assertThat(plugin.events().sent("sample/*")).hasSize(3);
        assertThat(plugin.events().sent().get(0).source()).isEqualTo("sample");
    }

    @Test
    void pluginsMaySendNothingInThePlatformsName() {
        assertThat(plugin.events().emit("pergola/x", Map.of()).toCompletableFuture())
                .isCompletedExceptionally();
        assertThat(plugin.events().publish("pergola/x", Map.of()).source()).isEqualTo("pergola");
    }

    @Test
    void configurationIsReadByType() {
        FakePluginContext configured = plugin.withConfiguration(
                Map.of("n", 5, "flag", true, "text", "hi", "list", List.of("a", "b"), "one", "a"));

        assertThat(configured.configuration().number("n")).contains(5L);
        assertThat(configured.configuration().flag("flag")).contains(true);
        assertThat(configured.configuration().text("text")).contains("hi");
        assertThat(configured.configuration().texts("list")).containsExactly("a", "b");
        assertThat(configured.configuration().texts("one")).containsExactly("a");
        assertThat(configured.configuration().texts("none")).isEmpty();
        assertThatThrownBy(() -> configured.configuration().number("text"))
                .isInstanceOf(PluginException.class)
                .hasMessageContaining("text");
    }

    @Test
    void configurationAnnotationsHaveTheirDefaults() {
        Sample sample = FakeConfiguration.of(Sample.class, Map.of("required", "x", "number", 7));

        assertThat(sample.required()).isEqualTo("x");
        assertThat(sample.number()).isEqualTo(7);
        assertThat(sample.list()).containsExactly("a");
        assertThat(sample.annotationType()).isEqualTo(Sample.class);
        assertThat(java.util.Set.of(sample)).contains(sample);
        assertThat(sample).asString().contains("number=7");
        assertThatThrownBy(() -> FakeConfiguration.of(Sample.class, Map.of()))
                .hasMessageContaining("required has no default");
        assertThatThrownBy(() -> FakeConfiguration.of(Sample.class, Map.of("required", "x", "number", "7")))
                .hasMessageContaining("number is of type int");
        assertThatThrownBy(() -> FakeConfiguration.of(Sample.class, Map.of("required", "x", "nunber", 7)))
                .hasMessageContaining("no element nunber");
    }

    @Test
    void contextsShareWhatTheyDoNotChange(@TempDir Path folder) {
        FakePluginContext changed = plugin.withService("service")
                .withService(5)
                .withDataDirectory(folder.resolve("data"))
                .withConfiguration(Map.of());

        assertThat(changed.state()).isSameAs(plugin.state());
        assertThat(changed.events()).isSameAs(plugin.events());
        assertThat(changed.service(String.class)).contains("service");
        assertThat(changed.services(Object.class)).containsExactly("service", 5);
        assertThat(changed.dataDirectory()).isDirectory();
        assertThat(plugin.service(String.class)).isEmpty();
        assertThatThrownBy(plugin::dataDirectory).hasMessageContaining("withDataDirectory");
    }

    @Test
    void callersHaveWhatAPluginDefinesUnlessTheyAreToLackIt() {
        String own = plugin.plugin().id() + ".read";
        assertThat(plugin.callerMay(own, "x")).isTrue();
        plugin.requirePermission(own, "x");
        FakePluginContext strict = plugin.withCallersLacking(own);
        assertThat(strict.callerMay(own, "x")).isFalse();
        assertThatThrownBy(() -> strict.requirePermission(own, "x"))
                .isInstanceOf(SecurityException.class)
                .hasMessageContaining(own);
        assertThatThrownBy(() -> plugin.callerMay("filesystem.read", "x")).isInstanceOf(IllegalArgumentException.class);
        assertThat(plugin.withState(new FakeStateStore(5)).state()).isNotSameAs(plugin.state());
        assertThat(plugin.engineVersion()).hasToString("1.0.0");
        assertThat(plugin.resources().processors()).isPositive();
        assertThat(plugin.logger().getName()).isEqualTo("plugin.sample");
    }

    @Test
    void callsAreCancelledWhenTheTestSaysSo() {
        FakeExecutionContext call = FakeExecutionContext.of(plugin, Map.of("who", "ada"));
        call.progress(0.5, "half");

        assertThat(call.cancelled()).isFalse();
        assertThat(call.remaining()).isPositive();
        call.cancelAfter(1);
        assertThat(call.cancelled()).isFalse();
        assertThat(call.cancelled()).isTrue();
        assertThat(call.cancel().remaining()).isZero();
        assertThat(call.attributes()).containsEntry("who", "ada");
        assertThat(call.progress()).containsExactly(new FakeExecutionContext.Progress(0.5, "half"));
        assertThatThrownBy(() -> call.progress(2, "double")).isInstanceOf(IllegalArgumentException.class);
        assertThat(call.executionId()).isNotEqualTo(FakeExecutionContext.of("x").executionId());
    }

    @interface Sample {
        String required();

        int number() default 3;

        String[] list() default {"a"};
    }
}
