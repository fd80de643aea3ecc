package dev.pergola.guard;

import java.io.FilePermission;
import java.io.SerializablePermission;
import java.net.NetPermission;
import java.security.Permission;
import java.security.ProtectionDomain;
import java.security.Provider;
import java.security.SecurityPermission;
import java.util.PropertyPermission;
import java.util.Set;
import javax.security.auth.AuthPermission;
import org.jspecify.annotations.Nullable;

/**
 * What the agent has methods of the JDK call first, one method for each sort of permission; each row of the agent's table
 * names one. Those of files, addresses, classes and threads have classes of their own. All end with the same two arguments: whether to look only at operations that untrusted code itself asks for
 * ({@code direct}), rather than at all that happen on its behalf, and what the operation is called.
 *
 * <p>Cheap where there is nobody to ask about: a permission is made only once an untrusted domain was met. None of these
 * methods calls what a caller handed in, unless it is of a final class of the JDK.
 *
 * <p>Anyone may call them, as all they can do is throw.
 */
public final class Checks {
    /** What every Java program may know, as the JDK's own policy said while there was one. */
    private static final Set<String> PUBLIC_PROPERTIES = Set.of(
            "file.encoding",
            "file.separator",
            "java.class.version",
            "java.specification.maintenance.version",
            "java.specification.name",
            "java.specification.vendor",
            "java.specification.version",
            "java.vendor",
            "java.vendor.url",
            "java.vendor.version",
            "java.version",
            "java.version.date",
            "java.vm.name",
            "java.vm.specification.name",
            "java.vm.specification.vendor",
            "java.vm.specification.version",
            "java.vm.vendor",
            "java.vm.version",
            "line.separator",
            "native.encoding",
            "os.arch",
            "os.name",
            "os.version",
            "path.separator");

    private Checks() {}

    public static void runtime(String name, boolean direct, String operation) {
        ProtectionDomain[] domains = Walk.domains(direct);
        if (domains.length > 0) Decisions.check(domains, new RuntimePermission(name), operation);
    }

    /** For what there is one permission each, such as {@code loadLibrary.<name>}. */
    public static void runtimeOf(String prefix, @Nullable Object name, boolean direct, String operation) {
        ProtectionDomain[] domains = Walk.domains(direct);
        if (domains.length == 0) return;
        String target = prefix.concat(name instanceof String || name instanceof Integer ? name.toString() : "*");
        Decisions.check(domains, new RuntimePermission(target), operation);
    }

    public static void net(String name, boolean direct, String operation) {
        ProtectionDomain[] domains = Walk.domains(direct);
        if (domains.length > 0) Decisions.check(domains, new NetPermission(name), operation);
    }

    public static void security(String prefix, @Nullable String name, boolean direct, String operation) {
        ProtectionDomain[] domains = Walk.domains(direct);
        if (domains.length == 0) return;
        String target = name == null ? prefix : prefix.concat(name);
        Decisions.check(domains, new SecurityPermission(target), operation);
    }

    public static void serialization(String name, boolean direct, String operation) {
        ProtectionDomain[] domains = Walk.domains(direct);
        if (domains.length > 0) Decisions.check(domains, new SerializablePermission(name), operation);
    }

    public static void subject(String name, boolean direct, String operation) {
        ProtectionDomain[] domains = Walk.domains(direct);
        if (domains.length > 0) Decisions.check(domains, new AuthPermission(name), operation);
    }

    public static void execute(String @Nullable [] command, boolean direct, String operation) {
        ProtectionDomain[] domains = Walk.domains(direct);
        if (domains.length == 0) return;
        String program = command == null || command.length == 0 ? "" : command[0];
        boolean isPath = program != null && program.startsWith("/");
        String target = isPath ? RealPath.of(program, true) : "<<ALL FILES>>";
        Decisions.check(domains, new FilePermission(target, "execute"), operation);
    }

    public static void readProperty(@Nullable String key, boolean direct, String operation) {
        if (key == null || key.isEmpty() || PUBLIC_PROPERTIES.contains(key)) return;
        property(key, "read", direct, operation);
    }

    public static void writeProperty(@Nullable String key, boolean direct, String operation) {
        if (key != null && !key.isEmpty()) property(key, "write", direct, operation);
    }

    public static void allProperties(boolean direct, String operation) {
        property("*", "read,write", direct, operation);
    }

    private static void property(String key, String actions, boolean direct, String operation) {
        ProtectionDomain[] domains = Walk.domains(direct);
        if (domains.length > 0) Decisions.check(domains, new PropertyPermission(key, actions), operation);
    }

    /** Of a provider that the JDK brought, and so everybody uses. */
    public static void provider(Provider provider, boolean direct, String operation) {
        if (!Kind.isJdk(provider.getClass()) || !Enforcement.isActive()) return;
        security("putProviderProperty.", provider.getName(), direct, operation);
    }

    /** What the JDK's own check does: any permission, everyone on the stack. */
    public static void permission(Permission permission) {
        if (permission == null) throw new NullPointerException();
        Decisions.check(Walk.domains(false), permission, "AccessController.checkPermission");
    }
}
