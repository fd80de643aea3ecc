package dev.pergola.guard.agent;

import dev.pergola.guard.Guard;
import dev.pergola.guard.agent.bundle.ReadingActivator;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.apache.felix.framework.BundleProtectionDomain;
import org.apache.felix.framework.Felix;
import org.apache.felix.framework.SecurityActivator;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.condpermadmin.Condition;
import org.osgi.service.condpermadmin.ConditionInfo;
import org.osgi.service.condpermadmin.ConditionalPermissionAdmin;
import org.osgi.service.condpermadmin.ConditionalPermissionInfo;
import org.osgi.service.condpermadmin.ConditionalPermissionUpdate;

/** A guarded JVM in which the real framework decides: prints {@code name|outcome}. */
public final class FelixChild {
    private static final String BASICS = "(org.osgi.framework.ServicePermission \"*\" \"get,register\")"
            + "(org.osgi.framework.PackagePermission \"*\" \"import\")"
            + "(org.osgi.framework.AdminPermission \"*\" \"metadata,context\")";

    private final Path stage;
    private final Path file;
    private final BundleContext context;

    private FelixChild(Path stage, BundleContext context) throws Exception {
        this.stage = stage;
        this.context = context;
        file = Files.writeString(stage.resolve("text"), "text");
    }

    public static void main(String... arguments) throws Exception {
        Path stage = Path.of(arguments[0]).toRealPath();
        Guard.install(
                (domain, permission) -> domain.getClass() == BundleProtectionDomain.class && domain.implies(permission),
                FelixChild.class.getClassLoader());
        Map<String, Object> properties = new HashMap<>();
        properties.put("org.osgi.framework.storage", stage.resolve("cache").toString());
        properties.put("org.osgi.framework.bootdelegation", "");
        properties.put("felix.systembundle.activators", List.of(new SecurityActivator()));
        Felix felix = new Felix(properties);
        felix.init();
        FelixChild child = new FelixChild(stage, felix.getBundleContext());
        child.commit(child.rows(true));
        felix.start();
        child.run();
        felix.stop();
        felix.waitForStop(10_000);
        System.out.flush();
        Runtime.getRuntime().halt(0);
    }

    private void run() throws Exception {
        List<String> refused = new java.util.concurrent.CopyOnWriteArrayList<>();
        Guard.onDenial((domain, permission, operation) -> refused.add(domain + " " + permission + " " + operation));
        start("granted");
        start("other");
        say("granted reads", "read", "granted");
        say("other reads", "read", "other");
        say("other changes start levels", "stop", "other");
        System.out.println("listener heard|"
                + (refused.isEmpty() ? "nothing" : refused.get(0).replaceAll("\\s+", " ")));
        commit(rows(false));
        say("granted reads when it is granted no more", "read", "granted");
        commit(rows(true));
        say("granted reads when it is granted again", "read", "granted");
        System.out.println("a domain of nobody|" + outcome(this::nobody));
        long end = System.currentTimeMillis() + 2_000;
        commit(endingRows(), end);
        say("granted reads before the end", "read", "granted");
        Ending.over.set(true);
        say("granted reads by what is remembered", "read", "granted");
        while (System.currentTimeMillis() < end) LockSupport.parkNanos(1_000_000);
        say("granted reads when it has ended by itself", "read", "granted");
    }

    /** What the row goes by changes, and nobody says so but with the rows. */
    private List<String> endingRows() {
        List<String> rows = new ArrayList<>(rows(false));
        rows.add("ALLOW { [org.osgi.service.condpermadmin.BundleLocationCondition \"granted\"]["
                + Ending.class.getName() + "](java.io.FilePermission \"" + file + "\" \"read\") } \"ending\"");
        return rows;
    }

    /** A condition that does not hold any more once it is over. */
    public static final class Ending {
        private static final AtomicBoolean over = new AtomicBoolean();

        private Ending() {}

        /** As Felix makes it. */
        public static Condition getCondition(Bundle bundle, ConditionInfo info) {
            return new Condition() {
                @Override
                public boolean isPostponed() {
                    return false;
                }

                @Override
                public boolean isSatisfied() {
                    return !over.get();
                }

                @Override
                public boolean isMutable() {
                    return true;
                }

                @Override
                public boolean isSatisfied(Condition[] conditions, Dictionary<Object, Object> context) {
                    return isSatisfied();
                }
            };
        }
    }

    private List<String> rows(boolean granted) {
        String read = granted ? "(java.io.FilePermission \"" + file + "\" \"read\")" : "";
        return List.of(
                "ALLOW { [org.osgi.service.condpermadmin.BundleLocationCondition \"granted\"]" + read + BASICS
                        + " } \"granted\"",
                "ALLOW { [org.osgi.service.condpermadmin.BundleLocationCondition \"other\"]" + BASICS + " } \"other\"");
    }

    private void commit(List<String> rows) {
        commit(rows, Long.MAX_VALUE);
    }

    private void commit(List<String> rows, long until) {
        ServiceReference<ConditionalPermissionAdmin> reference =
                context.getServiceReference(ConditionalPermissionAdmin.class);
        ConditionalPermissionAdmin admin = context.getService(reference);
        ConditionalPermissionUpdate update = admin.newConditionalPermissionUpdate();
        List<ConditionalPermissionInfo> table = update.getConditionalPermissionInfos();
        table.clear();
        for (String row : rows) table.add(admin.newConditionalPermissionInfo(row));
        if (!update.commit()) throw new IllegalStateException("not committed");
        Guard.policyChanged(until);
    }

    private void start(String name) throws Exception {
        Path jar = stage.resolve(name + ".jar");
        Manifest manifest = new Manifest();
        Attributes headers = manifest.getMainAttributes();
        headers.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        headers.putValue("Bundle-ManifestVersion", "2");
        headers.putValue("Bundle-SymbolicName", name);
        headers.putValue("Bundle-Activator", ReadingActivator.class.getName());
        headers.putValue("Import-Package", "org.osgi.framework,org.osgi.framework.startlevel");
        headers.putValue("File", file.toString());
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream bundle = new JarOutputStream(out, manifest)) {
            String code = ReadingActivator.class.getName().replace('.', '/') + ".class";
            bundle.putNextEntry(new ZipEntry(code));
            try (InputStream in = FelixChild.class.getResourceAsStream("/" + code)) {
                in.transferTo(bundle);
            }
        }
        Bundle bundle = context.installBundle(name, Files.newInputStream(jar));
        bundle.start();
    }

    private void say(String what, String service, String bundle) throws Exception {
        Collection<ServiceReference<Callable>> found =
                context.getServiceReferences(Callable.class, "(name=" + service + bundle + ")");
        Callable<?> callable = context.getService(found.iterator().next());
        System.out.println(what + '|' + outcome(callable));
    }

    private static String outcome(Callable<?> callable) {
        try {
            callable.call();
            return "allowed";
        } catch (SecurityException refused) {
            return "denied " + refused.getMessage();
        } catch (Exception failure) {
            return "ERROR " + failure;
        }
    }

    /** A class in a loader that is no bundle's. */
    private Object nobody() throws Exception {
        String name = Stray.class.getName();
        ClassLoader loader = new ClassLoader(FelixChild.class.getClassLoader()) {
            @Override
            protected Class<?> loadClass(String wanted, boolean resolve) throws ClassNotFoundException {
                if (!wanted.equals(name)) return super.loadClass(wanted, resolve);
                try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
                    byte[] code = in.readAllBytes();
                    return defineClass(name, code, 0, code.length);
                } catch (java.io.IOException unreadable) {
                    throw new ClassNotFoundException(name, unreadable);
                }
            }
        };
        return ((Callable<?>) loader.loadClass(name).getConstructor(Path.class).newInstance(file)).call();
    }

    /** What that class does. */
    public static final class Stray implements Callable<String> {
        private final Path file;

        public Stray(Path file) {
            this.file = file;
        }

        @Override
        public String call() throws Exception {
            return Files.readString(file);
        }
    }
}
