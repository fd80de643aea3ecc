package dev.pergola.sandbox.internal;

import dev.pergola.api.ResourceUsage;
import dev.pergola.api.annotation.ResourceEstimate;
import dev.pergola.api.annotation.Sandboxed;
import dev.pergola.events.PlatformEvents;
import dev.pergola.execution.PluginInstance;
import dev.pergola.execution.Tier;
import dev.pergola.execution.TierPolicy;
import dev.pergola.sandbox.Placement.Where;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/**
 * Which tasks run in a sandbox: what the operator says; whom the plugin comes from; what it says of itself, or of what its tasks
 * need; and what earlier calls have cost. The first of these that has an answer has the last word. Everything else, and what is no task,
 * runs in the kernel's process.
 */
@Component(service = {TierPolicy.class, SandboxPolicy.class})
public final class SandboxPolicy implements TierPolicy {
    private final BundleContext context;
    private final SandboxSettings settings;
    private final Moves moves;
    private final Predicate<PluginInstance> isTrusted;
    private final SynchronousBundleListener bundles = this::bundleChanged;

    /** Comes and goes without this: while nobody decides, tasks would run nowhere. */
    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable SandboxComponent sandboxes;

    /**
     * With what the configuration says. Without sandboxes the word of the operator holds all the same: what is not to run in the
     * kernel's process does not run then.
     */
    @Activate
    public SandboxPolicy(BundleContext context, @Reference PlatformEvents events, @Reference Trusts trusts) {
        this.context = context;
        this.settings = SandboxSettings.from(context);
        this.moves = new Moves(settings.weights(), events, this::prepare);
        this.isTrusted = trusts::isTrusted;
        context.addBundleListener(bundles);
    }

    private CompletionStage<?> prepare(PluginInstance instance) {
        SandboxComponent there = sandboxes;
        if (there == null) throw new IllegalStateException("There are no sandboxes");
        return there.prepare(instance);
    }

    SandboxPolicy(BundleContext context, SandboxSettings settings, Moves moves, Predicate<PluginInstance> isTrusted) {
        this.context = context;
        this.settings = settings;
        this.moves = moves;
        this.isTrusted = isTrusted;
    }

    private void bundleChanged(BundleEvent event) {
        if (event.getType() == BundleEvent.STOPPED)
            moves.forget(event.getBundle().getBundleId());
    }

    @Deactivate
    void close() {
        context.removeBundleListener(bundles);
    }

    @Override
    public Tier tier(PluginInstance instance, Asked call) {
        if (!isTask(call)) return Tier.IN_PROCESS;
        return switch (word(instance).where()) {
            case SANDBOX -> Tier.SANDBOX;
            case IN_PROCESS -> Tier.IN_PROCESS;
            case BY_TASK -> asksForOne(call.attributes()) ? Tier.SANDBOX : Tier.IN_PROCESS;
        };
    }

    private static boolean isTask(Asked call) {
        return call.portable() && !call.lifecycle();
    }

    /** Whose word it is where the tasks of a plugin run. */
    enum Word {
        SWITCHED_OFF(Where.IN_PROCESS, "plugins.security.sandboxing is off"),
        KEPT_BY_NAME(Where.IN_PROCESS, "sandbox.in-process names it"),
        NAMED(Where.SANDBOX, "sandbox.plugins names it"),
        NOT_TRUSTED(Where.SANDBOX, "it is not trusted as far as sandbox.trust asks"),
        KEPT(Where.IN_PROCESS, "sandbox.in-process has the beginning of its id"),
        MOVED(Where.SANDBOX, "earlier calls were too heavy for the kernel's process"),
        ITS_OWN(Where.BY_TASK, "these tasks ask for a sandbox, or say that they are heavy");

        private final Where where;
        private final String why;

        Word(Where where, String why) {
            this.where = where;
            this.why = why;
        }

        Where where() {
            return where;
        }

        String why() {
            return why;
        }
    }

    Word word(PluginInstance instance) {
        String id = instance.metadata().id();
        if (!settings.enabled()) return Word.SWITCHED_OFF;
        if (settings.inProcess().contains(id)) return Word.KEPT_BY_NAME;
        if (settings.names(id)) return Word.NAMED;
        if (!isTrusted.test(instance)) return Word.NOT_TRUSTED;
        // A plugin chooses its own id: how one begins does not outdo what the operator says of it by name, or of its
        // publisher.
        if (settings.keepsInProcess(id)) return Word.KEPT;
        return moves.moved(instance) ? Word.MOVED : Word.ITS_OWN;
    }

    /** What has to be so for tasks to run there at all, in words; empty for nothing. */
    String unless(Word word) {
        return word == Word.NOT_TRUSTED && !settings.uncontained()
                ? ", and not run at tier C (sandbox.untrusted-uncontained)"
                : "";
    }

    /** Whether a task of these attributes asks for a sandbox, or needs too much for the kernel's process. */
    boolean asksForOne(Map<String, Object> attributes) {
        if (attributes.isEmpty()) return false;
        if (Boolean.TRUE.equals(attributes.get(Sandboxed.PROPERTY))) return true;
        return settings.weights()
                .isTooHeavy(
                        number(attributes.get(ResourceEstimate.CPU_MILLIS)),
                        number(attributes.get(ResourceEstimate.MEMORY_MB)));
    }

    private static long number(@Nullable Object value) {
        return value instanceof Number number ? number.longValue() : 0;
    }

    @Override
    public void ended(PluginInstance instance, Asked call, Tier tier, ResourceUsage usage) {
        if (tier == Tier.IN_PROCESS && isTask(call) && word(instance) == Word.ITS_OWN)
            moves.note(instance, call.extension(), usage);
    }
}
