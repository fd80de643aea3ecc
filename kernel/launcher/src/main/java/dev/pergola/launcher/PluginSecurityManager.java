package dev.pergola.launcher;

import java.io.IOException;
import java.lang.ref.Cleaner;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.AccessController;
import java.security.PrivilegedAction;
import java.security.SecurityPermission;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Java's security manager, and what it leaves open: it protects only the threads of the JVM itself, so that code without
 * any permission could list, interrupt, rename and suspend those of the platform; and it does not see where links lead that
 * lead to nothing yet. Here the threads that a plugin makes are in a group of the plugin's own, where it may do as it
 * likes; all other threads take permission.
 */
@SuppressWarnings({"removal", "deprecation"}) // Until it is gone there is nothing better.
final class PluginSecurityManager extends SecurityManager {
    private static final RuntimePermission OTHERS = new RuntimePermission("modifyThreadGroup");
    /**
     * What no plugin can be granted. Felix Configuration Admin brings local permissions that hold it to this and a few
     * others, whatever it is granted, and threads are not among them.
     */
    private static final SecurityPermission CONTEXTS = new SecurityPermission("createAccessControlContext");

    private static final int MOST_LINKS = 40;

    private final Cleaner cleaner = Cleaner.create();
    private final Map<ClassLoader, ThreadGroup> groups = new WeakHashMap<>();
    private final Map<ClassLoader, Boolean> plugins = new WeakHashMap<>();
    private final ThreadGroup parent = Thread.currentThread().getThreadGroup();
    private final Predicate<ClassLoader> isPlugins;

    /** With what tells the loaders of plugins from others; asked once for each. */
    PluginSecurityManager(Predicate<ClassLoader> isPlugins) {
        this.isPlugins = isPlugins;
    }

    @Override
    public ThreadGroup getThreadGroup() {
        @Nullable ClassLoader plugin = plugin();
        return plugin == null ? super.getThreadGroup() : groupOf(plugin);
    }

    @Override
    public void checkAccess(Thread thread) {
        super.checkAccess(thread);
        @Nullable ThreadGroup group = thread.getThreadGroup();
        // One that has not begun is its maker's, and one that has ended nobody's.
        if (group != null && thread.isAlive()) checkAccess(group);
    }

    @Override
    public void checkAccess(ThreadGroup group) {
        super.checkAccess(group);
        @Nullable ClassLoader plugin = plugin();
        if (plugin != null && (groupOf(plugin).parentOf(group) || isInnocuous(group))) return;
        if (plugin == null && isOfNewThread()) return;
        try {
            checkPermission(OTHERS);
        } catch (SecurityException denied) {
            if (plugin != null) throw denied;
            checkPermission(CONTEXTS);
        }
    }

    /** Of threads that Java makes for whoever needs one, and that have no permissions: its HTTP client has such. */
    private static boolean isInnocuous(ThreadGroup group) {
        return group.getName().equals("InnocuousThreadGroup");
    }

    /** Java makes threads for its pools in its own name, and then without any permission. */
    private boolean isOfNewThread() {
        Class<?>[] stack = getClassContext();
        int at = 0;
        while (at < stack.length && stack[at] == PluginSecurityManager.class) at++;
        return at + 1 < stack.length && stack[at] == ThreadGroup.class && stack[at + 1] == Thread.class;
    }

    /**
     * Java looks through a link to see whether the file may be written, and not through one that leads to a file that is
     * not there yet.
     */
    @Override
    public void checkWrite(String file) {
        super.checkWrite(file);
        @Nullable
        String target = AccessController.doPrivileged((PrivilegedAction<@Nullable String>) () -> target(file));
        if (target != null) super.checkWrite(target);
    }

    private static @Nullable String target(String file) {
        try {
            Path path = Path.of(file).toAbsolutePath();
            int links = 0;
            while (links < MOST_LINKS && Files.isSymbolicLink(path)) {
                path = path.resolveSibling(Files.readSymbolicLink(path));
                links++;
            }
            return links == 0 ? null : path.toString();
        } catch (IOException | InvalidPathException odd) {
            // Whoever opens it will meet the same.
            return null;
        }
    }

    /** The loader of the plugin that acts: the one nearest on the stack, unless the platform acts in its own name. */
    private @Nullable ClassLoader plugin() {
        Class<?>[] stack = getClassContext();
        return AccessController.doPrivileged((PrivilegedAction<@Nullable ClassLoader>) () -> plugin(stack));
    }

    private @Nullable ClassLoader plugin(Class<?>[] stack) {
        boolean privileged = false;
        for (Class<?> type : stack) {
            if (type == AccessController.class) {
                privileged = true;
                continue;
            }
            @Nullable ClassLoader loader = type.getClassLoader();
            if (loader != null && isPlugin(loader)) return loader;
            // What Java does in its own name it does for whoever called it: the threads of a pool, for one.
            if (privileged && loader != null && loader != ClassLoader.getPlatformClassLoader()) return null;
            privileged = false;
        }
        return null;
    }

    private boolean isPlugin(ClassLoader loader) {
        synchronized (plugins) {
            @Nullable Boolean known = plugins.get(loader);
            if (known != null) return known;
        }
        boolean is = isPlugins.test(loader);
        synchronized (plugins) {
            plugins.put(loader, is);
        }
        return is;
    }

    private ThreadGroup groupOf(ClassLoader plugin) {
        synchronized (groups) {
            @Nullable ThreadGroup known = groups.get(plugin);
            if (known != null) return known;
            ThreadGroup made = AccessController.doPrivileged(
                    (PrivilegedAction<ThreadGroup>) () -> new ThreadGroup(parent, "plugin"));
            groups.put(plugin, made);
            // A group that nobody uses any more stays with its parent otherwise.
            cleaner.register(plugin, () -> destroy(made));
            return made;
        }
    }

    private static void destroy(ThreadGroup group) {
        try {
            group.destroy();
        } catch (IllegalThreadStateException running) {
            // A thread that the plugin left behind keeps it.
        }
    }
}
