package dev.pergola.security.attack;

import static dev.pergola.security.attack.Attack.Outcome.FAILED;
import static dev.pergola.security.attack.Attack.Outcome.NOTHING;
import static dev.pergola.security.attack.Attack.allowedBy;
import static dev.pergola.security.attack.Attack.never;

import java.io.ByteArrayOutputStream;
import java.lang.invoke.MethodHandles;
import java.security.AccessControlContext;
import java.security.AccessController;
import java.security.AllPermission;
import java.security.CodeSource;
import java.security.Permission;
import java.security.PermissionCollection;
import java.security.Permissions;
import java.security.Policy;
import java.security.PrivilegedAction;
import java.security.PrivilegedExceptionAction;
import java.security.ProtectionDomain;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Getting rid of who guards the process, and asking in somebody else's name. */
@SuppressWarnings({"removal", "deprecation"}) // What is on its way out is still a way in.
final class Guards {
    private static final Need READ = Need.of("filesystem.read", "{outside}/**");
    private static final String GUARDS = "who guards the process is the platform's to say";
    private static final String OWN_CONTEXT =
            "a context of a plugin's own making may nothing where Java has a security manager";

    /** Later ones have none that could be set. */
    private static final int LAST_WITH_A_MANAGER = 23;

    private Guards() {}

    private static Class<?> ofJava(String name) throws ReflectiveOperationException {
        return MethodHandles.publicLookup().in(Object.class).findClass(name);
    }

    private static String forGood() throws ReflectiveOperationException {
        ofJava("dev.pergola.guard.Guard").getMethod("policyChanged", long.class).invoke(null, Long.MAX_VALUE);
        return "for good";
    }

    static List<Attack> all() {
        return List.of(
                never(
                        "object-replacement",
                        "replaces objects while they are written",
                        GUARDS,
                        prey -> new Replacing().size()),
                never(
                                "manager",
                                "takes the security manager away",
                                GUARDS,
                                prey -> Tries.done(() -> System.setSecurityManager(null)))
                        .until(LAST_WITH_A_MANAGER),
                never(
                                "policy-set",
                                "sets a policy that allows everything",
                                GUARDS,
                                prey -> Tries.done(() -> Policy.setPolicy(new Lax())))
                        .until(LAST_WITH_A_MANAGER),
                never("for-good", "says that what it has for a time it has for good", GUARDS, prey -> forGood())
                        .since(LAST_WITH_A_MANAGER + 1)
                        .counterpart(
                                "finds a class of Java's own loader",
                                prey -> ofJava("java.util.BitSet").getName()),
                never("policy-get", "asks for the policy", GUARDS, prey -> Policy.getPolicy())
                        .or(FAILED),
                reading(
                        "privileged",
                        "as a privileged action",
                        prey -> AccessController.doPrivileged(
                                (PrivilegedExceptionAction<String>) () -> Tries.readSecret(prey))),
                reading(
                                "context-of-nobody",
                                "in a context without domains",
                                prey -> AccessController.doPrivileged(
                                        (PrivilegedExceptionAction<String>) () -> Tries.readSecret(prey),
                                        new AccessControlContext(new ProtectionDomain[0])))
                        .unenforced(OWN_CONTEXT),
                reading(
                                "context-of-all",
                                "in a context that allows all",
                                prey -> AccessController.doPrivileged(
                                        (PrivilegedExceptionAction<String>) () -> Tries.readSecret(prey),
                                        new AccessControlContext(new ProtectionDomain[] {trusted()})))
                        .unenforced(OWN_CONTEXT),
                never(
                        "combiner",
                        "puts together a context of its own making",
                        GUARDS,
                        prey -> new AccessControlContext(AccessController.getContext(), (current, assigned) -> null)),
                never(
                                "subject",
                                "acts as somebody else",
                                GUARDS,
                                prey -> javax.security.auth.Subject.doAs(
                                        new javax.security.auth.Subject(),
                                        (PrivilegedAction<String>) () -> "somebody else"))
                        .or(NOTHING),
                never("own-domain", "looks for a domain of its own that allows all", GUARDS, Guards::everything)
                        .or(NOTHING),
                never(
                        "domain",
                        "asks who protects a class of the platform",
                        GUARDS,
                        prey -> prey.context().getClass().getProtectionDomain()),
                reading("finalizer", "when it is finalized", Guards::finalized).or(NOTHING),
                never(
                                "cleaner",
                                "reads a file when it is cleaned up",
                                "Java's cleaning threads may nothing, whoever asks",
                                Guards::cleaned)
                        .or(NOTHING));
    }

    private static Attack reading(String name, String how, Attack.Move move) {
        return allowedBy(READ, name, "reads a file " + how, move);
    }

    private static ProtectionDomain trusted() {
        Permissions all = new Permissions();
        all.add(new AllPermission());
        return new ProtectionDomain(null, all);
    }

    private static Object everything(Prey prey) {
        ProtectionDomain own = Guards.class.getProtectionDomain();
        return own.implies(new AllPermission()) ? own : null;
    }

    private static Object finalized(Prey prey) throws Exception {
        CompletableFuture<String> result = new CompletableFuture<>();
        Finalized.make(prey, result);
        for (int i = 0; i < 20 && !result.isDone(); i++) {
            System.gc();
            Thread.sleep(50);
        }
        return Tries.await(result);
    }

    private static Object cleaned(Prey prey) throws Exception {
        CompletableFuture<String> result = new CompletableFuture<>();
        java.lang.ref.Cleaner.create()
                .register(new Object(), () -> Tries.complete(result, () -> Tries.readSecret(prey)));
        for (int i = 0; i < 20 && !result.isDone(); i++) {
            System.gc();
            Thread.sleep(50);
        }
        return Tries.await(result);
    }

    private static final class Finalized {
        private final Prey prey;
        private final CompletableFuture<String> result;

        private Finalized(Prey prey, CompletableFuture<String> result) {
            this.prey = prey;
            this.result = result;
        }

        static void make(Prey prey, CompletableFuture<String> result) {
            new Finalized(prey, result);
        }

        @Override
        @SuppressWarnings("Finalize")
        protected void finalize() {
            Tries.complete(result, () -> Tries.readSecret(prey));
        }
    }

    private static final class Lax extends Policy {
        @Override
        public PermissionCollection getPermissions(CodeSource source) {
            return new Permissions();
        }

        @Override
        public boolean implies(ProtectionDomain domain, Permission permission) {
            return true;
        }
    }

    private static final class Replacing extends java.io.ObjectOutputStream {
        Replacing() throws java.io.IOException {
            super(new ByteArrayOutputStream());
            enableReplaceObject(true);
        }

        int size() {
            return 1;
        }
    }
}
