package dev.pergola.guard;

import java.io.FilePermission;
import java.io.SerializablePermission;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Member;
import java.lang.reflect.ReflectPermission;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetPermission;
import java.net.SocketAddress;
import java.net.SocketPermission;
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
 * names one. All end with the same two arguments: whether to look only at operations that untrusted code itself asks for
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

    /** Where the JDK's stack walker makes frames by reflection: to look who asks would be to ask again. */
    private static final Set<String> NEEDED_TO_WALK = Set.of("java.lang.ClassFrameInfo", "java.lang.StackFrameInfo");

    private static final int READ_WRITE_BIT = 2;
    private static final int DELETE_BIT = 16;

    private Checks() {}

    // Files. Paths are texts, or paths of the JDK's own file system.

    public static void read(@Nullable Object path, boolean direct, String operation) {
        file(path, true, "read", direct, operation);
    }

    /** Of a link, not of what it points to. */
    public static void readLink(@Nullable Object path, boolean direct, String operation) {
        file(path, false, "read", direct, operation);
    }

    public static void write(@Nullable Object path, boolean direct, String operation) {
        file(path, true, "write", direct, operation);
    }

    /** Of a link or a name in a folder, not of what it points to. */
    public static void writeLink(@Nullable Object path, boolean direct, String operation) {
        file(path, false, "write", direct, operation);
    }

    public static void delete(@Nullable Object path, boolean direct, String operation) {
        file(path, false, "delete", direct, operation);
    }

    public static void open(
            @Nullable Object path, boolean read, boolean write, boolean delete, boolean direct, String operation) {
        if (read) read(path, direct, operation);
        if (write) write(path, direct, operation);
        if (delete) delete(path, direct, operation);
    }

    /** @param mode the bits of a random access file */
    public static void openMode(@Nullable Object path, int mode, boolean direct, String operation) {
        open(path, true, (mode & READ_WRITE_BIT) != 0, (mode & DELETE_BIT) != 0, direct, operation);
    }

    /**
     * @param folder the descriptor of the folder that is held open and that the path is relative to, which the operating
     *     system says where it is; or -1
     */
    public static void openAt(
            int folder,
            @Nullable Object path,
            boolean read,
            boolean write,
            boolean delete,
            boolean direct,
            String operation) {
        if (Enforcement.isActive()) open(RealPath.at(folder, path), read, write, delete, direct, operation);
    }

    public static void attributes(@Nullable Object path, boolean follow, boolean direct, String operation) {
        file(path, follow, "read", direct, operation);
    }

    public static void change(@Nullable Object path, boolean follow, boolean direct, String operation) {
        file(path, follow, "write", direct, operation);
    }

    public static void readBoth(@Nullable Object one, @Nullable Object other, boolean direct, String operation) {
        read(one, direct, operation);
        read(other, direct, operation);
    }

    public static void copy(@Nullable Object from, @Nullable Object to, boolean direct, String operation) {
        read(from, direct, operation);
        writeLink(to, direct, operation);
    }

    /** From one name to another: where what goes there can be read, it takes reading. */
    public static void move(@Nullable Object from, @Nullable Object to, boolean direct, String operation) {
        ProtectionDomain[] domains = domains(direct);
        String source = RealPath.text(from);
        String target = RealPath.text(to);
        if (domains.length == 0 || source == null || target == null) return;
        String realSource = RealPath.of(source, false);
        String realTarget = RealPath.of(target, false);
        Decisions.check(domains, new FilePermission(realSource, "write"), operation);
        Decisions.check(domains, new FilePermission(realTarget, "write"), operation);
        Decisions.checkWhere(
                domains, new FilePermission(realTarget, "read"), new FilePermission(realSource, "read"), operation);
    }

    /** A second name for a file gives all that the first one gives. */
    public static void link(@Nullable Object name, @Nullable Object file, boolean direct, String operation) {
        writeLink(name, direct, operation);
        read(file, direct, operation);
        write(file, direct, operation);
    }

    /** Where a link points to is relative to where it is. */
    public static void symbolicLink(@Nullable Object name, @Nullable Object target, boolean direct, String operation) {
        if (Enforcement.isActive()) link(name, RealPath.beside(name, target), direct, operation);
    }

    public static void readIn(@Nullable Object folder, @Nullable Object name, boolean direct, String operation) {
        if (Enforcement.isActive()) read(RealPath.text(folder, name), direct, operation);
    }

    public static void deleteIn(@Nullable Object folder, @Nullable Object name, boolean direct, String operation) {
        if (Enforcement.isActive()) delete(RealPath.text(folder, name), direct, operation);
    }

    private static void file(@Nullable Object path, boolean follow, String actions, boolean direct, String operation) {
        ProtectionDomain[] domains = domains(direct);
        if (domains.length == 0) return;
        String text = RealPath.text(path);
        if (text == null) return;
        String real = RealPath.of(text, follow);
        if (actions.equals("read") && RealPath.isPublic(real)) return;
        Decisions.check(domains, new FilePermission(real, actions), operation);
    }

    // Network.

    public static void connect(@Nullable Object remote, boolean direct, String operation) {
        if (remote != null) address(remote, "connect", direct, operation);
    }

    /** An address that is left to the operating system has no port yet. */
    public static void listen(@Nullable Object local, boolean direct, String operation) {
        if (local == null) socket("localhost:0", "listen", direct, operation);
        else address(local, "listen", direct, operation);
    }

    /** Of a socket that sends: one that is bound without being told to listens to nobody. */
    public static void bind(@Nullable Object local, boolean direct, String operation) {
        if (local != null) address(local, "listen", direct, operation);
    }

    public static void multicast(@Nullable InetAddress group, boolean direct, String operation) {
        if (group != null && Enforcement.isActive()) socket(host(group), "connect,accept", direct, operation);
    }

    public static void resolve(@Nullable String host, boolean direct, String operation) {
        if (host != null && !host.isEmpty()) socket(host, "resolve", direct, operation);
    }

    public static void reverse(@Nullable InetAddress address, boolean direct, String operation) {
        if (address != null && Enforcement.isActive()) socket(host(address), "resolve", direct, operation);
    }

    private static void address(Object address, String action, boolean direct, String operation) {
        ProtectionDomain[] domains = domains(direct);
        if (domains.length == 0) return;
        Permission permission;
        if (address instanceof InetSocketAddress) {
            InetSocketAddress internet = (InetSocketAddress) address;
            // By number: a name can be put on any address.
            InetAddress resolved = internet.getAddress();
            String host = action.equals("listen")
                    ? "localhost"
                    : resolved == null ? internet.getHostString() : host(resolved);
            String target = host.concat(":").concat(Integer.toString(internet.getPort()));
            permission = new SocketPermission(target, action);
        } else if (address instanceof SocketAddress && Kind.isJdk(address.getClass())) {
            permission = new NetPermission("accessUnixDomainSocket");
        } else {
            return;
        }
        Decisions.check(domains, permission, operation);
    }

    private static void socket(String target, String action, boolean direct, String operation) {
        ProtectionDomain[] domains = domains(direct);
        if (domains.length > 0) Decisions.check(domains, new SocketPermission(target, action), operation);
    }

    private static String host(InetAddress address) {
        String host = address.getHostAddress();
        int zone = host.indexOf('%');
        if (zone >= 0) host = host.substring(0, zone);
        return host.indexOf(':') < 0 ? host : "[".concat(host).concat("]");
    }

    // Named operations.

    public static void runtime(String name, boolean direct, String operation) {
        ProtectionDomain[] domains = domains(direct);
        if (domains.length > 0) Decisions.check(domains, new RuntimePermission(name), operation);
    }

    /** For what there is one permission each, such as {@code loadLibrary.<name>}. */
    public static void runtimeOf(String prefix, @Nullable Object name, boolean direct, String operation) {
        ProtectionDomain[] domains = domains(direct);
        if (domains.length == 0) return;
        String target = prefix.concat(name instanceof String || name instanceof Integer ? name.toString() : "*");
        Decisions.check(domains, new RuntimePermission(target), operation);
    }

    public static void net(String name, boolean direct, String operation) {
        ProtectionDomain[] domains = domains(direct);
        if (domains.length > 0) Decisions.check(domains, new NetPermission(name), operation);
    }

    public static void security(String prefix, @Nullable String name, boolean direct, String operation) {
        ProtectionDomain[] domains = domains(direct);
        if (domains.length == 0) return;
        String target = name == null ? prefix : prefix.concat(name);
        Decisions.check(domains, new SecurityPermission(target), operation);
    }

    public static void serialization(String name, boolean direct, String operation) {
        ProtectionDomain[] domains = domains(direct);
        if (domains.length > 0) Decisions.check(domains, new SerializablePermission(name), operation);
    }

    public static void subject(String name, boolean direct, String operation) {
        ProtectionDomain[] domains = domains(direct);
        if (domains.length > 0) Decisions.check(domains, new AuthPermission(name), operation);
    }

    public static void execute(String @Nullable [] command, boolean direct, String operation) {
        ProtectionDomain[] domains = domains(direct);
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
        ProtectionDomain[] domains = domains(direct);
        if (domains.length > 0) Decisions.check(domains, new PropertyPermission(key, actions), operation);
    }

    // Reflection, loaders, threads: what is one's own needs no permission.

    public static void accessible(@Nullable Object member, boolean wanted, boolean direct, String operation) {
        if (wanted && Enforcement.isActive())
            reflect(member instanceof Member ? ((Member) member).getDeclaringClass() : null, operation);
    }

    public static void accessibles(
            AccessibleObject @Nullable [] members, boolean wanted, boolean direct, String operation) {
        if (wanted && members != null && members.length > 0 && Enforcement.isActive()) reflect(null, operation);
    }

    public static void lookup(@Nullable Class<?> target, boolean direct, String operation) {
        if (Enforcement.isActive()) reflect(target, operation);
    }

    private static void reflect(@Nullable Class<?> target, String operation) {
        Walk walk = Walk.direct();
        if (walk.domains().length == 0 || isOwn(walk.caller(), target)) return;
        Decisions.check(walk.domains(), new ReflectPermission("suppressAccessChecks"), operation);
    }

    /** Names and types of members that are not public. */
    public static void members(Class<?> type, boolean direct, String operation) {
        if (!NEEDED_TO_WALK.contains(type.getName())) ofClass(type, "accessDeclaredMembers", operation);
    }

    public static void domainOf(Class<?> type, boolean direct, String operation) {
        ofClass(type, "getProtectionDomain", operation);
    }

    private static void ofClass(Class<?> type, String name, String operation) {
        if (!Enforcement.isActive()) return;
        Walk walk = Walk.direct();
        if (walk.domains().length == 0 || isOwn(walk.caller(), type)) return;
        Decisions.check(walk.domains(), new RuntimePermission(name), operation);
    }

    /** What a module gives access to, as classes and files that it can see. */
    public static void moduleSeen(@Nullable Module module, boolean direct, String operation) {
        if (module != null && Enforcement.isTrusted(module.getClassLoader()))
            runtime("getClassLoader", direct, operation);
    }

    public static void stackWalker(StackWalker.@Nullable Option option, boolean direct, String operation) {
        if (option == StackWalker.Option.RETAIN_CLASS_REFERENCE)
            runtime("getStackWalkerWithClassReference", direct, operation);
    }

    /** Where it is not of a class of their own, it may be used by all. */
    public static void ofJdk(Object shared, String name, boolean direct, String operation) {
        if (Enforcement.isActive() && Kind.of(shared.getClass()) != Kind.UNTRUSTED) runtime(name, direct, operation);
    }

    /** Whether the one that asks and what it asks for came from the same place. */
    private static boolean isOwn(@Nullable Class<?> caller, @Nullable Class<?> target) {
        return caller != null
                && target != null
                && !target.isArray()
                && caller.getClassLoader() == target.getClassLoader()
                && Kind.domain(caller) == Kind.domain(target);
    }

    /**
     * Of the loader that a method gives: by it, all that it loads could be reached. One's own needs no permission, nor what
     * one's own is made of, unless that were the kernel's.
     */
    public static void loader(@Nullable ClassLoader given, boolean direct, String operation) {
        if (given != null) loaderOf(given, operation);
    }

    /** Of a class that is looked for in a module. */
    public static void moduleLoader(@Nullable Module module, boolean direct, String operation) {
        if (module != null) loaderOf(module.getClassLoader(), operation);
    }

    private static void loaderOf(@Nullable ClassLoader loader, String operation) {
        if (!Enforcement.isActive()) return;
        Walk walk = Walk.direct();
        if (walk.domains().length == 0 || isWithin(walk.caller(), loader)) return;
        Decisions.check(walk.domains(), new RuntimePermission("getClassLoader"), operation);
    }

    private static boolean isWithin(@Nullable Class<?> caller, @Nullable ClassLoader wanted) {
        if (caller == null || wanted == null || Enforcement.isTrusted(wanted)) return false;
        for (ClassLoader each = caller.getClassLoader(); each != null; each = each.getParent())
            if (each == wanted) return true;
        return false;
    }

    /** Without a loader, the system's is meant. */
    public static void systemLoader(@Nullable ClassLoader asked, boolean direct, String operation) {
        if (asked == null) runtime("getClassLoader", direct, operation);
    }

    /** What a class gives access to, as classes that it can see. */
    public static void seenFrom(@Nullable Class<?> type, boolean direct, String operation) {
        if (type != null && Enforcement.isTrusted(type.getClassLoader())) runtime("getClassLoader", direct, operation);
    }

    public static void made(Thread thread, boolean direct, String operation) {
        if (Enforcement.isActive()) InheritedDomains.capture(thread);
    }

    /** Of somebody else's thread. One that is not started yet belongs to whoever holds it. */
    public static void thread(@Nullable Thread thread, boolean direct, String operation) {
        if (thread == null || !Enforcement.isActive() || thread.getState() == Thread.State.NEW) return;
        ofThread(thread, "modifyThreadGroup", direct, operation);
    }

    /** As long as a thread is the current one, some things about it are one's own affair. */
    public static void otherThread(@Nullable Thread thread, boolean direct, String operation) {
        if (thread != Thread.currentThread()) thread(thread, direct, operation);
    }

    /** To put a thread or a group into: the current one, or one that is in it, is one's own affair. */
    public static void group(@Nullable ThreadGroup group, boolean direct, String operation) {
        if (group == null || !Enforcement.isActive()) return;
        ThreadGroup current = Thread.currentThread().getThreadGroup();
        if (current != null && current.parentOf(group)) return;
        runtime("modifyThreadGroup", direct, operation);
    }

    public static void otherStack(@Nullable Thread thread, boolean direct, String operation) {
        if (thread == null || thread == Thread.currentThread() || !Enforcement.isActive()) return;
        ofThread(thread, "getStackTrace", direct, operation);
    }

    private static void ofThread(Thread thread, String name, boolean direct, String operation) {
        Walk walk = direct ? Walk.direct() : Walk.all();
        if (walk.domains().length == 0 || InheritedDomains.isMadeBy(thread, walk.domains())) return;
        // Whoever made it may do as it likes with it, by order of others too.
        Class<?> caller = walk.caller();
        if (caller != null && InheritedDomains.isMadeBy(thread, Kind.domain(caller))) return;
        Decisions.check(walk.domains(), new RuntimePermission(name), operation);
    }

    /** Native code can do anything. The JDK's own modules have it enabled. */
    public static void nativeAccess(Module module, boolean direct, String operation) {
        ClassLoader loader = module.getClassLoader();
        if (loader == null || loader == ClassLoader.getPlatformClassLoader() || Enforcement.isTrusted(loader)) return;
        runtime("pergola.foreignFunctions", direct, operation);
    }

    /** Of a provider that the JDK brought, and so everybody uses. */
    public static void provider(Provider provider, boolean direct, String operation) {
        if (!Kind.isJdk(provider.getClass()) || !Enforcement.isActive()) return;
        security("putProviderProperty.", provider.getName(), direct, operation);
    }

    /** What the JDK's own check does: any permission, everyone on the stack. */
    public static void permission(Permission permission) {
        if (permission == null) throw new NullPointerException();
        Decisions.check(domains(false), permission, "AccessController.checkPermission");
    }

    private static ProtectionDomain[] domains(boolean direct) {
        if (!Enforcement.isActive()) return Walk.NOBODY;
        return (direct ? Walk.direct() : Walk.all()).domains();
    }
}
