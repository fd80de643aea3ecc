package dev.pergola.guard;

import java.lang.reflect.InvocationTargetException;
import java.security.CodeSource;
import java.security.ProtectionDomain;
import java.security.cert.Certificate;
import org.jspecify.annotations.Nullable;

/** Tries what must be refused, from a class in a domain that is refused everything. */
final class SelfTest {
    private static volatile @Nullable ProtectionDomain subject;

    private SelfTest() {}

    static boolean isAbout(ProtectionDomain domain) {
        return domain == subject;
    }

    /** The operations that were let through, one after the other; empty where all is well. */
    static synchronized String run() {
        StringBuilder passed = new StringBuilder();
        try {
            Class<?> probe = new ProbeLoader().probe();
            subject = probe.getProtectionDomain();
            Object names = probe.getMethod("passed").invoke(null);
            for (String name : (String[]) names)
                passed.append(passed.length() == 0 ? "" : ", ").append(name);
        } catch (ReflectiveOperationException | LinkageError broken) {
            Throwable cause = broken instanceof InvocationTargetException ? broken.getCause() : broken;
            passed.append("it cannot be run: ").append(cause);
        } finally {
            subject = null;
        }
        return passed.toString();
    }

    /** Gives the probe a loader and a domain that nobody else has. */
    private static final class ProbeLoader extends ClassLoader {
        private static final String NAME = "dev.pergola.guard.Probe";

        private ProbeLoader() {
            super(null);
        }

        private Class<?> probe() {
            byte[] code = Enforcement.probe();
            if (code == null) throw new IllegalStateException("there is no agent");
            CodeSource nowhere = new CodeSource(null, (Certificate[]) null);
            return defineClass(NAME, code, 0, code.length, new ProtectionDomain(nowhere, null, this, null));
        }
    }
}
