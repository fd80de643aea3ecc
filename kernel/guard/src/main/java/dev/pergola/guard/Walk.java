package dev.pergola.guard;

import java.lang.StackWalker.StackFrame;
import java.security.AccessControlContext;
import java.security.DomainCombiner;
import java.security.ProtectionDomain;
import java.util.Arrays;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One walk over the stack, hidden frames included: whose domains have a part in what is about to happen. It ends at the
 * caller of {@code doPrivileged}, at what the JDK does for the JVM as a whole, or at the bottom, where the domains
 * follow that were there when the thread was made.
 */
@SuppressWarnings("removal")
final class Walk implements Function<Stream<StackFrame>, Boolean>, Predicate<StackFrame> {
    static final ProtectionDomain[] NOBODY = {};
    private static final StackWalker WALKER = StackWalker.getInstance(
            Set.of(StackWalker.Option.RETAIN_CLASS_REFERENCE, StackWalker.Option.SHOW_HIDDEN_FRAMES));

    /** How far a walk is that looks for who asks. */
    private enum Stage {
        /** At our own frames, up to the guarded method. */
        OURS,
        /** At what called it. */
        CALLER,
        /** At what called it by reflection. */
        REFLECTING,
        /** At our own frames, up to the guarded method, where everyone is asked about. */
        OURS_OF_ALL,
        /** Past that. */
        ALL
    }

    private Stage stage;
    private boolean privileged;
    private @Nullable AccessControlContext combined;
    private ProtectionDomain[] domains = NOBODY;
    private @Nullable Class<?> caller;

    private Walk(Stage stage) {
        this.stage = stage;
    }

    /** Everyone on the stack. */
    static Walk all() {
        return new Walk(Stage.OURS_OF_ALL).run();
    }

    /** Everyone on the stack where untrusted code itself calls the guarded method; nobody where the JDK or the kernel does. */
    static Walk direct() {
        return new Walk(Stage.OURS).run();
    }

    /** Of one or the other, and of nobody while nothing is enforced. */
    static ProtectionDomain[] domains(boolean direct) {
        if (!Enforcement.isActive()) return NOBODY;
        return (direct ? direct() : all()).domains;
    }

    /** Whose domains have a part in it, each once; to be left as it is. */
    ProtectionDomain[] domains() {
        return domains;
    }

    /** Who calls the guarded method; known to a direct walk that found someone to ask about. */
    @Nullable
    Class<?> caller() {
        return caller;
    }

    private Walk run() {
        boolean isBottomReached = WALKER.walk(this);
        if (isBottomReached) forgo();
        if (isBottomReached) add(InheritedDomains.of(Thread.currentThread()));
        return this;
    }

    @Override
    public Boolean apply(Stream<StackFrame> frames) {
        return frames.allMatch(this);
    }

    /** Whether to go on. */
    @Override
    public boolean test(StackFrame frame) {
        Class<?> type = frame.getDeclaringClass();
        Kind kind = Kind.of(type);
        if (stage == Stage.OURS_OF_ALL) {
            if (kind == Kind.GUARD) return true;
            stage = Stage.ALL;
            // What the method that asks does later may be privileged, but not that it does it.
            visit(frame, type, kind);
            return true;
        }
        if (stage == Stage.OURS) {
            if (kind != Kind.GUARD) stage = Stage.CALLER;
            return true;
        }
        if (stage != Stage.ALL) {
            if (kind == Kind.CONDUIT) stage = Stage.REFLECTING;
            if (stage == Stage.REFLECTING && kind.passesOn()) return !kind.isPrivileged(frame);
            if (kind != Kind.UNTRUSTED) return false;
            caller = type;
            stage = Stage.ALL;
        }
        return visit(frame, type, kind);
    }

    private boolean visit(StackFrame frame, Class<?> type, Kind kind) {
        if (kind == Kind.UNTRUSTED) add(Kind.domain(type));
        if (privileged && (kind == Kind.UNTRUSTED || kind == Kind.TRUSTED)) {
            combine();
            return false;
        }
        // Called by the JDK, privileges are those of whoever is behind it: it says itself what is privileged.
        if (privileged && kind != Kind.GUARD && kind != Kind.CONTROLLER && !kind.passesOn()) forgo();
        if (kind == Kind.CONTROLLER) enter(frame);
        return !kind.isPrivileged(frame);
    }

    private void enter(StackFrame frame) {
        if (!frame.getMethodName().startsWith("doPrivileged")) return;
        String descriptor = frame.getDescriptor();
        // Privileges limited to some permissions are none: everyone behind is asked about, as if it were not there.
        if (descriptor.contains("[Ljava/security/Permission;")) return;
        privileged = true;
        if (descriptor.contains("Ljava/security/AccessControlContext;")) {
            AccessControlContext context = Privileged.context();
            if (context == null) return;
            if (context.getDomainCombiner() == null) add(Contexts.domains(context));
            else combined = context;
        }
    }

    private void forgo() {
        privileged = false;
        if (combined != null) add(Contexts.domains(combined));
        combined = null;
    }

    /**
     * A context with a combiner says itself who takes part, in place of those who were met up to whoever brought it: so
     * ConfigurationAdmin acts in the name of a bundle. To make such a context takes a permission.
     */
    private void combine() {
        AccessControlContext context = combined;
        if (context == null) return;
        DomainCombiner combiner = context.getDomainCombiner();
        ProtectionDomain[] others = combiner.combine(domains, Contexts.domains(context));
        domains = NOBODY;
        // The framework uses one to see who is on the stack, and gives a domain of its own making, which may do all.
        if (others != null && Kind.of(combiner.getClass()) != Kind.TRUSTED) add(others);
    }

    private void add(ProtectionDomain[] others) {
        for (ProtectionDomain other : others) add(other);
    }

    private void add(ProtectionDomain domain) {
        for (ProtectionDomain known : domains) if (known == domain) return;
        ProtectionDomain[] more = Arrays.copyOf(domains, domains.length + 1);
        more[domains.length] = domain;
        domains = more;
    }
}
