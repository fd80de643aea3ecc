package dev.pergola.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pergola.api.PluginDefinition.Contribution;
import dev.pergola.api.extension.EventListener;
import dev.pergola.api.extension.Exporter;
import dev.pergola.api.extension.LifecycleHook;
import dev.pergola.api.extension.TaskProcessor;
import dev.pergola.api.extension.TaskResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Version;
import org.osgi.framework.VersionRange;

/** The fluent builder (R150). */
class PluginBuilderTest {
    @Test
    void fillsInWhatIsNotSaid() {
        PluginMetadata metadata = PluginBuilder.plugin("greeter", "1.2").build().metadata();

        assertThat(metadata)
                .isEqualTo(new PluginMetadata(
                        "greeter",
                        "greeter",
                        new Version(1, 2, 0),
                        "unknown",
                        "",
                        "",
                        "general",
                        Set.of(),
                        new VersionRange("[1.0,2.0)"),
                        List.of(),
                        List.of(),
                        List.of(),
                        Set.of()));
    }

    @Test
    void carriesAllThatIsSaid() {
        PluginMetadata metadata = PluginBuilder.plugin("greeter", "1.2.3.beta")
                .name("Greeter")
                .author("Ada")
                .description("Greets.")
                .license("MIT")
                .category("fun")
                .tags("a", "b")
                .engine("[1.1,1.9]")
                .dependsOn("units", "[1,2)")
                .conflictsWith("rival", "[0,3)")
                .requestPermission("network.http", "example.org:443")
                .nodeTypes("greeter.hello")
                .build()
                .metadata();

        assertThat(metadata.version()).isEqualTo(new Version("1.2.3.beta"));
        assertThat(metadata.engine().includes(new Version("1.9"))).isTrue();
        assertThat(metadata.tags()).containsExactlyInAnyOrder("a", "b");
        assertThat(metadata.dependencies()).hasToString("[units [1.0.0,2.0.0)]");
        assertThat(metadata.conflicts()).hasToString("[rival [0.0.0,3.0.0)]");
        assertThat(metadata.permissions())
                .containsExactly(new PluginMetadata.PermissionRequest("network.http", "example.org:443", ""));
        assertThat(metadata.nodeTypes()).containsExactly("greeter.hello");
        assertThat(List.of(metadata.name(), metadata.author(), metadata.description(), metadata.license()))
                .containsExactly("Greeter", "Ada", "Greets.", "MIT");
        assertThat(metadata.category()).isEqualTo("fun");
    }

    @Test
    void givesExtensionsTheServicePropertiesOfTheAnnotations() throws Exception {
        Exporter exporter = new Csv();
        List<Contribution<?>> contributions = PluginBuilder.plugin("p", "1.0")
                .taskProcessor("GREET", (task, context) -> TaskResult.of(Map.of("type", task.type())))
                .onEvent("pergola/plugin/*", (event, context) -> {})
                .extension(Exporter.class, exporter, Map.of("service.ranking", 5))
                .build()
                .contributions();

        assertThat(contributions)
                .extracting(contribution -> (Object) contribution.type())
                .containsExactly(TaskProcessor.class, EventListener.class, Exporter.class);
        assertThat(contributions)
                .extracting(Contribution::attributes)
                .containsExactly(
                        Map.of("pergola.task.types", List.of("GREET"), "pergola.extension.named", "GREET"),
                        Map.of("pergola.event.topics", List.of("pergola/plugin/*")),
                        Map.of("service.ranking", 5));
        assertThat(contributions.get(2).extension()).isSameAs(exporter);
    }

    @Test
    void runsTheInitializerAsALifecycleHook() throws Exception {
        List<String> ran = new ArrayList<>();
        Contribution<?> contribution = PluginBuilder.plugin("p", "1.0")
                .onInitialize(context -> ran.add("initialize"))
                .build()
                .contributions()
                .get(0);

        assertThat(contribution.type()).isEqualTo(LifecycleHook.class);
        ((LifecycleHook) contribution.extension()).initialize(null);
        ((LifecycleHook) contribution.extension()).cleanup();
        assertThat(ran).containsExactly("initialize");
    }

    @Test
    void leavesWhatItBuiltAloneWhenItGoesOn() {
        PluginBuilder builder = PluginBuilder.plugin("p", "1.0").tags("a");
        PluginDefinition before = builder.build();
        builder.tags("b").extension(Exporter.class, new Csv());

        assertThat(before.metadata().tags()).containsExactly("a");
        assertThat(before.contributions()).isEmpty();
        assertThat(builder.build().contributions()).hasSize(1);
    }

    @Test
    void refusesVersionsThatAreNone() {
        assertThatThrownBy(() -> PluginBuilder.plugin("p", "one")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> PluginBuilder.plugin("p", "1.0").dependsOn("q", "[1,"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static final class Csv implements Exporter {
        @Override
        public String format() {
            return "csv";
        }

        @Override
        public Document export(Map<String, Object> data, ExecutionContext context) {
            return new Document("text/csv", new byte[] {1});
        }
    }
}
