package dev.pergola.sandbox.internal;

import static dev.pergola.sandbox.internal.Fakes.fake;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pergola.api.annotation.ResourceEstimate;
import dev.pergola.api.annotation.Sandboxed;
import dev.pergola.api.extension.Analyzer;
import dev.pergola.api.extension.Extension;
import dev.pergola.api.extension.ExtensionRegistry;
import dev.pergola.api.extension.TaskProcessor;
import dev.pergola.events.PlatformEvents;
import dev.pergola.execution.PluginInstance;
import dev.pergola.execution.PluginRoutes;
import dev.pergola.sandbox.Isolation;
import dev.pergola.sandbox.Placement;
import dev.pergola.sandbox.Placement.Where;
import dev.pergola.sandbox.Sandboxes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.osgi.framework.BundleContext;

/** What an operator is told of where tasks run (R23, R100). */
class PlacementViewTest {
    private final Map<String, String> properties = new HashMap<>(Map.of("pergola.plugins.security.sandboxing", "true"));

    private boolean works = true;
    private boolean trusted = true;

    private Placement placement(Extension... extensions) {
        SandboxSettings settings = SandboxSettings.from(properties::get);
        SandboxPolicy policy = new SandboxPolicy(
                fake(BundleContext.class),
                settings,
                new Moves(settings.weights(), fake(PlatformEvents.class), instance -> new CompletableFuture<>()),
                instance -> trusted);
        PluginInstance instance = Fakes.instance("render", 7);
        PlacementView view = new PlacementView(
                fake(
                        PluginRoutes.class,
                        "current",
                        arguments -> arguments[0].equals("render") ? Optional.of(instance) : Optional.empty()),
                policy,
                fake(Sandboxes.class, "isolation", arguments -> new Isolation(Isolation.Tier.B, works, List.of())),
                fake(ExtensionRegistry.class, "extensions", arguments -> List.of(extensions)));
        assertThat(view.of("somebody-else")).isEmpty();
        return view.of("render").orElseThrow();
    }

    private static Extension task(String name, Map<String, Object> attributes) {
        return new Extension(TaskProcessor.class.getName(), name, "render", "1.0.0", 0, attributes);
    }

    @Test
    void aPluginThatIsNamedRunsInASandboxOfATier() {
        properties.put("pergola.sandbox.plugins", "render");

        Placement placement = placement();

        assertThat(placement.where()).isEqualTo(Where.SANDBOX);
        assertThat(placement.why()).contains("sandbox.plugins");
        assertThat(placement.isolation()).contains(Isolation.Tier.B);
    }

    @Test
    void whereTheTierDoesNotWorkItIsSaidThatNothingRuns() {
        properties.put("pergola.sandbox.plugins", "render");
        works = false;

        assertThat(placement().why()).contains("nothing runs there", "sandbox:doctor");
    }

    @Test
    void ofOneThatIsNotTrustedItIsSaidWhereItIsNotRunAtAll() {
        trusted = false;
        assertThat(placement().why()).contains("sandbox.trust", "not run at tier C");

        properties.put("pergola.sandbox.untrusted-uncontained", "true");
        assertThat(placement().why()).contains("sandbox.trust").doesNotContain("tier C");
    }

    @Test
    void whereNoTaskAsksForOneAllRunInTheKernelsProcess() {
        Placement placement = placement(task("Draw", Map.of()));

        assertThat(placement.where()).isEqualTo(Where.IN_PROCESS);
        assertThat(placement.isolation()).isEmpty();
        assertThat(placement().where()).as("without any extension").isEqualTo(Where.IN_PROCESS);
    }

    @Test
    void theTasksThatAskForOneAreNamed() {
        Map<String, Object> asks = Map.of(Sandboxed.PROPERTY, true);
        Placement placement = placement(
                task("Draw", Map.of()),
                task("Trace", asks),
                new Extension(TaskProcessor.class.getName(), "Older", "render", "0.9.0", 0, asks),
                new Extension(TaskProcessor.class.getName(), "Another", "other", "1.0.0", 0, asks),
                new Extension(Analyzer.class.getName(), "NoTask", "render", "1.0.0", 0, asks),
                task("Bake", Map.of(ResourceEstimate.CPU_MILLIS, 60_000)));

        assertThat(placement.where()).isEqualTo(Where.BY_TASK);
        assertThat(placement.tasks()).containsExactly("Bake", "Trace");
        assertThat(placement.isolation()).contains(Isolation.Tier.B);
    }
}
