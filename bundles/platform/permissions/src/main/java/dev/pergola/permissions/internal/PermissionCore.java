package dev.pergola.permissions.internal;

import dev.pergola.api.PluginMetadata;
import dev.pergola.api.PluginMetadata.PermissionRequest;
import dev.pergola.api.event.Subscription;
import dev.pergola.events.PlatformEvents;
import dev.pergola.events.Topics;
import dev.pergola.execution.DenialExplainer;
import dev.pergola.lifecycle.Candidate;
import dev.pergola.lifecycle.PermissionPolicy;
import dev.pergola.lifecycle.Problem;
import dev.pergola.lifecycle.Provenance;
import dev.pergola.lifecycle.Verdict;
import dev.pergola.permissions.Permissions;
import dev.pergola.store.AuditLog;
import dev.pergola.store.PermissionDecisions;
import dev.pergola.store.Transactions;
import dev.pergola.store.TrustRecords;
import java.security.Permission;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.condpermadmin.ConditionalPermissionAdmin;
import org.osgi.service.permissionadmin.PermissionAdmin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts the parts together, and is what lifecycle and others ask. It has to be there before any plugin, so it needs nothing
 * of lifecycle but its interfaces.
 */
@Component(
        service = {PermissionPolicy.class, Permissions.class, DenialExplainer.class, PermissionCore.class},
        immediate = true)
public final class PermissionCore implements PermissionPolicy, Permissions, DenialExplainer {
    private static final Logger LOG = LoggerFactory.getLogger(PermissionCore.class);

    private final PermissionSettings settings;
    private final Vocabulary vocabulary;
    private final SitePolicy policy;
    private final Decisions decisions;
    private final Enforcer enforcer;
    private final Asked asked = new Asked();
    private final Origins origins;
    private final Subscription trust;
    private final Gatekeeper gatekeeper;
    private final Answers answers;
    private final Callers callers;
    private final boolean enforced;
    private final Ticker ticker;

    /**
     * Where there is no ConditionalPermissionAdmin, decisions are kept and nothing is enforced. Where the kernel remembers
     * decisions, it has to be told of every change.
     */
    @Activate
    public PermissionCore(
            BundleContext context,
            @Reference Transactions transactions,
            @Reference PermissionDecisions store,
            @Reference TrustRecords trust,
            @Reference AuditLog audit,
            @Reference PlatformEvents events,
            @Reference(cardinality = ReferenceCardinality.OPTIONAL) @Nullable ConditionalPermissionAdmin admin,
            @Reference(cardinality = ReferenceCardinality.OPTIONAL) @Nullable PermissionAdmin failsafe) {
        this(
                PermissionSettings.from(context),
                new Vocabulary(new Brought(context)::terms),
                new Stores(transactions, store, trust, audit, events),
                Optional.ofNullable(admin)
                        .map(found -> new Table(found, until -> ChangeListeners.tell(context, until))),
                settings -> Platform.of(context.getBundles(), settings.secret(), settings.fixed()),
                location -> locals(context, location),
                () -> context.getBundle(0).getState() == Bundle.STOPPING,
                Clock.systemUTC());
        watch(context);
        if (enforced && failsafe != null)
            Failsafe.arm(failsafe, context.getBundle().getLocation());
    }

    static LocalPermissions locals(BundleContext context, String location) {
        @Nullable Bundle bundle = context.getBundle(location);
        return bundle == null ? LocalPermissions.NONE : LocalPermissions.of(bundle);
    }

    /** What a bundle defines is known once it is installed, and has to be in the rows before it starts. */
    void watch(BundleContext context) {
        SynchronousBundleListener listener = event -> {
            if (event.getType() == BundleEvent.INSTALLED && Brought.isBringing(event.getBundle())) enforcer.write();
        };
        // It goes with the bundle that adds it.
        context.addBundleListener(listener);
    }

    /** The services that decisions are kept with. */
    record Stores(
            Transactions transactions,
            PermissionDecisions decisions,
            TrustRecords trust,
            AuditLog audit,
            PlatformEvents events) {}

    PermissionCore(
            PermissionSettings settings,
            Vocabulary vocabulary,
            Stores stores,
            Optional<Table> table,
            Function<PermissionSettings, Platform> platform,
            Function<String, LocalPermissions> locals,
            BooleanSupplier ending,
            Clock clock) {
        this.settings = settings;
        this.vocabulary = vocabulary;
        policy = new SitePolicy(settings.policy(), settings.defaults(), vocabulary);
        decisions = new Decisions(stores.transactions, stores.decisions, stores.audit, stores.events, clock);
        Supplier<Judge> judge = this::judge;
        origins = new Origins(stores.trust, asked);
        enforcer = new Enforcer(
                vocabulary, settings.folders(), table, judge, () -> platform.apply(settings), origins::of, ending);
        gatekeeper = new Gatekeeper(vocabulary, settings.folders(), judge, policy, decisions, enforcer, asked, origins);
        answers = new Answers(vocabulary, settings.folders(), judge, enforcer, locals);
        enforced = table.isPresent() && settings.enforced();
        callers = new Callers(vocabulary, enforced, answers::explain);
        if (settings.enforced() && table.isEmpty()) {
            throw new IllegalStateException("The kernel says that permissions are enforced, but the framework has no"
                    + " ConditionalPermissionAdmin; look for the framework's security jar, or start with --insecure");
        }
        enforcer.write();
        ticker = new Ticker(decisions::untilNextEnd, this::refresh);
        trust = stores.events.bus().on(Topics.TRUST + "/*", event -> trustChanged());
    }

    Judge judge() {
        Instant now = decisions.now();
        return new Judge(vocabulary, decisions.book(now), policy.rules(), now, settings.here());
    }

    private void trustChanged() {
        try {
            enforcer.askAgainWhoSigned();
        } catch (RuntimeException e) {
            LOG.error("What was granted to publishers may not be what holds", e);
        }
    }

    /** Grants end, rules are edited, and other nodes decide. */
    private void refresh() {
        try {
            // First, and whatever the store says: where the rows are gone, the store may do nothing either.
            enforcer.write();
            decisions.book(decisions.now());
            decisions.settle();
            if (decisions.reload()) enforcer.write();
        } catch (RuntimeException e) {
            LOG.error("The permissions in force may not be those that were decided", e);
        }
    }

    @Deactivate
    void close() {
        trust.close();
        ticker.close();
        try {
            decisions.settle();
        } catch (RuntimeException e) {
            LOG.warn("Grants that have ended are not noted as such", e);
        }
    }

    PermissionSettings settings() {
        return settings;
    }

    Vocabulary vocabulary() {
        return vocabulary;
    }

    Decisions decisions() {
        return decisions;
    }

    Enforcer enforcer() {
        return enforcer;
    }

    Asked asked() {
        return asked;
    }

    Origins origins() {
        return origins;
    }

    Callers callers() {
        return callers;
    }

    Gatekeeper gatekeeper() {
        return gatekeeper;
    }

    /** After something was decided: in force for what runs, when this returns. */
    void enforce() {
        enforcer.write();
        ticker.wake();
    }

    @Override
    public Verdict decide(Candidate candidate) {
        return gatekeeper.decide(candidate);
    }

    @Override
    public void admit(Optional<PluginMetadata> metadata, String digest, String location) {
        gatekeeper.admit(metadata, digest, location);
    }

    @Override
    public Optional<String> signer(String digest) {
        return origins.of(digest).flatMap(Provenance::fingerprint);
    }

    @Override
    public Provenance provenance(String location) {
        return enforcer.provenance(location);
    }

    @Override
    public void forget(String pluginId, String actor) {
        decisions.forget(pluginId, actor);
        asked.forget(pluginId);
    }

    @Override
    public void requireOfCallers(String pluginId, String permission, String target) {
        callers.require(pluginId, permission, target);
    }

    @Override
    public boolean callersMay(String pluginId, String permission, String target) {
        return callers.may(pluginId, permission, target);
    }

    @Override
    public void dismiss(String location) {
        enforcer.dismiss(location);
    }

    @Override
    public boolean enforced() {
        return enforced;
    }

    @Override
    public boolean check(String pluginId, String permission, String target) {
        return answers.check(pluginId, permission, target);
    }

    @Override
    public void require(String pluginId, String permission, String target) {
        answers.require(pluginId, permission, target);
    }

    @Override
    public List<Problem> validate(List<PermissionRequest> required) {
        return answers.validate(required);
    }

    @Override
    public List<PermissionRequest> missing(String pluginId, List<PermissionRequest> required) {
        return answers.missing(pluginId, required);
    }

    @Override
    public String explain(String pluginId, String permission, String target) {
        return answers.explain(pluginId, permission, target);
    }

    @Override
    public String explain(String pluginId, Permission permission) {
        return answers.explainDenied(pluginId, permission);
    }

    @Override
    public String explainDenied(String pluginId, Permission permission) {
        return answers.explainDenied(pluginId, permission);
    }
}
