package dev.pergola.sandbox.internal;

import static dev.pergola.sandbox.internal.Fakes.fake;
import static dev.pergola.sandbox.internal.Fakes.instance;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pergola.api.ResourceUsage;
import dev.pergola.api.annotation.ResourceEstimate;
import dev.pergola.api.annotation.Sandboxed;
import dev.pergola.api.event.Event;
import dev.pergola.events.PlatformEvents;
import dev.pergola.execution.PluginInstance;
import dev.pergola.execution.Tier;
import dev.pergola.execution.TierPolicy.Asked;
import dev.pergola.sandbox.internal.SandboxPolicy.Word;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.osgi.framework.BundleContext;

/** Where tasks run (R23, R24, R100). */
class SandboxPolicyTest {
    private static final ResourceUsage HEAVY = new ResourceUsage(Duration.ZERO, Duration.ofSeconds(3), 1_000);
    private static final ResourceUsage LIGHT = new ResourceUsage(Duration.ZERO, Duration.ofMillis(3), 1_000);

    private final List<String> told = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Boolean> started = new CompletableFuture<>();

    private static SandboxSettings settings(Map<String, String> more) {
        Map<String, String> properties = new HashMap<>(more);
        properties.putIfAbsent("pergola.plugins.security.sandboxing", "true");
        return SandboxSettings.from(properties::get);
    }

    private static SandboxSettings named(String... plugins) {
        return settings(Map.of("pergola.sandbox.plugins", String.join("\n", plugins)));
    }

    private SandboxPolicy policy(SandboxSettings settings) {
        PlatformEvents events = fake(PlatformEvents.class, "publish", arguments -> {
            told.add(arguments[0] + " " + ((Map<?, ?>) arguments[1]).get("why"));
            return new Event(1, String.valueOf(arguments[0]), "pergola", Instant.EPOCH, Map.of());
        });
        return new SandboxPolicy(
                fake(BundleContext.class),
                settings,
                new Moves(settings.weights(), events, instance -> started),
                instance -> !instance.metadata().id().equals("stranger"));
    }

    private static Asked task(Map<String, Object> attributes) {
        return new Asked("TaskProcessor", "Render", attributes, "RENDER", true, false);
    }

    private static Tier tier(SandboxPolicy policy, String id, Map<String, Object> attributes) {
        return policy.tier(instance(id, 7), task(attributes));
    }

    @Test
    void aPluginThatIsNamedRunsInASandboxAndNoOther() {
        SandboxPolicy policy = policy(named("render", "com.example.*"));

        assertThat(tier(policy, "render", Map.of())).isEqualTo(Tier.SANDBOX);
        assertThat(tier(policy, "com.example.maps", Map.of())).isEqualTo(Tier.SANDBOX);
        assertThat(tier(policy, "renderer", Map.of())).isEqualTo(Tier.IN_PROCESS);
        assertThat(tier(policy, "com.examples", Map.of())).isEqualTo(Tier.IN_PROCESS);
        assertThat(tier(policy(named("*")), "anything", Map.of())).isEqualTo(Tier.SANDBOX);
    }

    @Test
    void whatIsNoTaskOrPartOfAPluginsLifeStays() {
        SandboxPolicy policy = policy(named("*"));

        assertThat(policy.tier(instance("a", 7), new Asked("Node", "n", Map.of(), "x", false, false)))
                .isEqualTo(Tier.IN_PROCESS);
        assertThat(policy.tier(instance("a", 7), new Asked("TaskProcessor", "n", Map.of(), "x", true, true)))
                .isEqualTo(Tier.IN_PROCESS);
    }

    @Test
    void whereThereAreNoSandboxesNothingRunsInOne() {
        SandboxPolicy policy = policy(
                settings(Map.of("pergola.plugins.security.sandboxing", "false", "pergola.sandbox.plugins", "*")));

        assertThat(tier(policy, "anything", Map.of(Sandboxed.PROPERTY, true))).isEqualTo(Tier.IN_PROCESS);
    }

    @Test
    void aPluginMaySaySoItselfOrThatItsTasksNeedMuch() {
        SandboxPolicy policy = policy(settings(Map.of()));

        assertThat(tier(policy, "a", Map.of(Sandboxed.PROPERTY, true))).isEqualTo(Tier.SANDBOX);
        assertThat(tier(policy, "a", Map.of(ResourceEstimate.CPU_MILLIS, 5_000L)))
                .isEqualTo(Tier.SANDBOX);
        assertThat(tier(policy, "a", Map.of(ResourceEstimate.MEMORY_MB, 200))).isEqualTo(Tier.SANDBOX);
        assertThat(tier(policy, "a", Map.of(ResourceEstimate.MEMORY_MB, 20, ResourceEstimate.CPU_MILLIS, 900L)))
                .isEqualTo(Tier.IN_PROCESS);
        assertThat(tier(policy, "a", Map.of(Sandboxed.PROPERTY, "nonsense", ResourceEstimate.MEMORY_MB, "much")))
                .isEqualTo(Tier.IN_PROCESS);
    }

    @Test
    void whoIsNotTrustedRunsInASandboxUnlessTheOperatorSaysOtherwise() {
        assertThat(tier(policy(settings(Map.of())), "stranger", Map.of())).isEqualTo(Tier.SANDBOX);
        assertThat(tier(policy(settings(Map.of("pergola.sandbox.in-process", "stranger"))), "stranger", Map.of()))
                .isEqualTo(Tier.IN_PROCESS);
    }

    @Test
    void theOperatorHasTheLastWord() {
        SandboxPolicy policy =
                policy(settings(Map.of("pergola.sandbox.plugins", "*", "pergola.sandbox.in-process", "mine\nold-*")));

        assertThat(tier(policy, "mine", Map.of(Sandboxed.PROPERTY, true))).isEqualTo(Tier.IN_PROCESS);
        assertThat(tier(policy, "new-one", Map.of())).isEqualTo(Tier.SANDBOX);
        assertThat(tier(policy, "old-one", Map.of()))
                .as("a plugin may choose how its id begins")
                .isEqualTo(Tier.SANDBOX);
        SandboxPolicy lenient = policy(settings(Map.of("pergola.sandbox.in-process", "old-*")));
        assertThat(tier(lenient, "old-one", Map.of(Sandboxed.PROPERTY, true))).isEqualTo(Tier.IN_PROCESS);
    }

    @Test
    void onesThatTurnOutHeavyAreMovedOnceTheirSandboxIsThereAndAnEventSaysWhy() {
        SandboxPolicy policy = policy(settings(Map.of()));
        PluginInstance heavy = instance("heavy", 7);
        for (int call = 0; call < 5; call++) policy.ended(heavy, task(Map.of()), Tier.IN_PROCESS, HEAVY);

        assertThat(policy.tier(heavy, task(Map.of()))).as("it is starting").isEqualTo(Tier.IN_PROCESS);
        started.complete(true);

        assertThat(policy.tier(heavy, task(Map.of()))).isEqualTo(Tier.SANDBOX);
        assertThat(policy.tier(instance("heavy", 8), task(Map.of())))
                .as("another version")
                .isEqualTo(Tier.IN_PROCESS);
        assertThat(told).hasSize(1).first().asString().contains("pergola/sandbox/MOVED", "3000 ms");
    }

    @Test
    void onesWhoseSandboxDoesNotStartStayAndThatIsSaid() {
        SandboxPolicy policy = policy(settings(Map.of()));
        PluginInstance heavy = instance("heavy", 7);
        started.completeExceptionally(new IllegalStateException("It needs a service"));
        for (int call = 0; call < 8; call++) policy.ended(heavy, task(Map.of()), Tier.IN_PROCESS, HEAVY);

        assertThat(policy.tier(heavy, task(Map.of()))).isEqualTo(Tier.IN_PROCESS);
        assertThat(told)
                .as("tried again after twice as many")
                .hasSize(1)
                .first()
                .asString()
                .contains("pergola/sandbox/NOT_MOVED");
    }

    @Test
    void aFewHeavyCallsAmongManyLightOnesAreNoReason() {
        SandboxPolicy policy = policy(settings(Map.of()));
        PluginInstance mixed = instance("mixed", 7);
        for (int call = 0; call < 40; call++)
            policy.ended(mixed, task(Map.of()), Tier.IN_PROCESS, call % 10 == 9 ? HEAVY : LIGHT);

        assertThat(told).isEmpty();
        assertThat(policy.tier(mixed, task(Map.of()))).isEqualTo(Tier.IN_PROCESS);
    }

    @Test
    void whoseWordItIsCanBeToldBeforehand() {
        assertThat(policy(named("render")).word(instance("render", 7))).isEqualTo(Word.NAMED);
        assertThat(policy(named("render")).word(instance("other", 7))).isEqualTo(Word.ITS_OWN);
        assertThat(policy(named("render")).word(instance("stranger", 7))).isEqualTo(Word.NOT_TRUSTED);
        assertThat(policy(settings(Map.of("pergola.sandbox.in-process", "render\nweb*")))
                        .word(instance("render", 7)))
                .isEqualTo(Word.KEPT_BY_NAME);
        assertThat(policy(settings(Map.of("pergola.sandbox.in-process", "render\nweb*")))
                        .word(instance("web-a", 7)))
                .isEqualTo(Word.KEPT);
        assertThat(policy(settings(Map.of("pergola.plugins.security.sandboxing", "false")))
                        .word(instance("stranger", 7)))
                .isEqualTo(Word.SWITCHED_OFF);
    }

    @Test
    void whatTheOperatorKeepsInProcessIsNotMovedHoweverHeavy() {
        SandboxPolicy policy = policy(settings(Map.of("pergola.sandbox.in-process", "web*")));
        started.complete(true);

        for (int call = 0; call < 20; call++)
            policy.ended(instance("web-a", 7), task(Map.of()), Tier.IN_PROCESS, HEAVY);

        assertThat(told).isEmpty();
        assertThat(policy.word(instance("web-a", 7))).isEqualTo(Word.KEPT);
    }

    @Test
    void onceItIsMovedThatIsTheReason() {
        SandboxPolicy policy = policy(settings(Map.of()));
        started.complete(true);

        for (int call = 0; call < 3; call++)
            policy.ended(instance("render", 7), task(Map.of()), Tier.IN_PROCESS, HEAVY);

        assertThat(policy.word(instance("render", 7))).isEqualTo(Word.MOVED);
    }
}
