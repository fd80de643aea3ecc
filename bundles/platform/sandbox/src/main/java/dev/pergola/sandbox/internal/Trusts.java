package dev.pergola.sandbox.internal;

import dev.pergola.api.event.Subscription;
import dev.pergola.events.PlatformEvents;
import dev.pergola.events.Topics;
import dev.pergola.execution.PluginInstance;
import dev.pergola.lifecycle.PermissionPolicy;
import dev.pergola.lifecycle.Provenance.Trust;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/**
 * Whether a plugin comes from somebody whom this site trusts as far as its operator wants for the kernel's own process. Where the
 * operator asks for any trust and nobody knows whom plugins come from, none is trusted.
 */
@Component(service = Trusts.class)
public final class Trusts {
    private final Trust least;
    private final Subscription changes;
    /** By bundle, as every call asks. */
    private final Map<Long, Boolean> known = new ConcurrentHashMap<>();

    private volatile @Nullable PermissionPolicy policy;

    /** Asks whoever knows the keys; they are asked again after every change of what the site trusts. */
    @Activate
    public Trusts(BundleContext context, @Reference PlatformEvents events) {
        this.least = SandboxSettings.from(context).least();
        this.changes = events.bus().on(Topics.TRUST + "/*", event -> known.clear());
    }

    /** It comes later than this does, and all sandboxes would have to go for it if this were to begin anew. */
    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void setPolicy(PermissionPolicy knowing) {
        policy = knowing;
        known.clear();
    }

    void unsetPolicy(PermissionPolicy gone) {
        if (policy == gone) policy = null;
        known.clear();
    }

    @Deactivate
    void close() {
        changes.close();
    }

    boolean isTrusted(PluginInstance instance) {
        if (least == Trust.UNKNOWN) return true;
        PermissionPolicy knowing = policy;
        if (knowing == null) return false;
        return known.computeIfAbsent(instance.bundle().getBundleId(), id -> isTrusted(knowing, instance));
    }

    private boolean isTrusted(PermissionPolicy knowing, PluginInstance instance) {
        return knowing.provenance(instance.bundle().getLocation()).trust().compareTo(least) >= 0;
    }
}
