package dev.pergola.security.attack;

import static dev.pergola.security.attack.Attack.Outcome.FAILED;
import static dev.pergola.security.attack.Attack.Outcome.NOTHING;
import static dev.pergola.security.attack.Attack.never;
import static dev.pergola.security.attack.Control.Proof.END;

import java.net.URL;
import java.util.List;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.startlevel.FrameworkStartLevel;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.framework.wiring.FrameworkWiring;

/** The framework and its bundles. */
final class Frameworks {
    private static final String FRAMEWORK = "the vocabulary has no permission for bundles";

    private static final String COMMANDS = "org.apache.felix.gogo.command";

    private Frameworks() {}

    static List<Attack> bundles() {
        return List.of(
                never(
                        "install",
                        "installs a bundle",
                        FRAMEWORK,
                        prey -> prey.bundle().installBundle("kernel:x", jar("smuggled"))),
                never("install-by-reference", "installs a file as a bundle", FRAMEWORK, prey -> {
                    java.nio.file.Files.copy(
                            jar("smuggled.as.file"),
                            prey.own("bundle.jar"),
                            java.nio.file.StandardCopyOption.REPLACE_EXISTING);
                    return prey.bundle().installBundle("reference:file:" + prey.own("bundle.jar"));
                }),
                never(
                        "stop-bundle",
                        "stops a bundle of the platform",
                        FRAMEWORK,
                        prey -> Tries.done(() -> commands(prey).stop())),
                never(
                        "start-bundle",
                        "starts a bundle of the platform",
                        FRAMEWORK,
                        prey -> Tries.done(() -> commands(prey).start())),
                never(
                        "update-bundle",
                        "replaces a bundle of the platform",
                        FRAMEWORK,
                        prey -> Tries.done(() -> commands(prey).update(jar(COMMANDS)))),
                never(
                                "update-itself",
                                "replaces itself, past every check",
                                FRAMEWORK,
                                prey -> Tries.done(
                                        () -> prey.bundle().getBundle().update(jar("replaced"))))
                        .wrecks(),
                never(
                                "stop-plugin",
                                "stops another plugin",
                                FRAMEWORK,
                                prey -> Tries.done(
                                        () -> Reflections.other(prey, "victim").stop()))
                        .wrecks(),
                never(
                                "stop-framework",
                                "stops the framework",
                                FRAMEWORK,
                                prey -> Tries.done(
                                        () -> prey.bundle().getBundle(0).stop()))
                        .proven(END),
                never(
                                "update-framework",
                                "starts the framework again",
                                FRAMEWORK,
                                prey -> Tries.done(
                                        () -> prey.bundle().getBundle(0).update()))
                        .proven(END),
                never(
                                "refresh",
                                "refreshes all bundles",
                                FRAMEWORK,
                                prey -> Tries.done(() -> prey.bundle()
                                        .getBundle(0)
                                        .adapt(FrameworkWiring.class)
                                        .refreshBundles(null)))
                        .wrecks(),
                never(
                        "start-level",
                        "stops a bundle of the platform by its start level",
                        FRAMEWORK,
                        prey -> Tries.done(() ->
                                commands(prey).adapt(BundleStartLevel.class).setStartLevel(9))),
                never(
                        "uninstall-bundle",
                        "uninstalls a bundle of the platform",
                        FRAMEWORK,
                        prey -> Tries.done(() -> commands(prey).uninstall())),
                never(
                        "initial-level",
                        "changes the start level of bundles to come",
                        FRAMEWORK,
                        prey -> Tries.done(() -> prey.bundle()
                                .getBundle(0)
                                .adapt(FrameworkStartLevel.class)
                                .setInitialBundleStartLevel(9))),
                never(
                        "wiring-loader",
                        "gets the loader of a platform's bundle by its wiring",
                        FRAMEWORK,
                        prey -> store(prey).adapt(BundleWiring.class).getClassLoader()),
                never(
                        "context-of-another",
                        "gets the context of a platform's bundle",
                        FRAMEWORK,
                        prey -> store(prey).getBundleContext()),
                never(
                        "context-of-framework",
                        "gets the context of the framework",
                        FRAMEWORK,
                        prey -> prey.bundle().getBundle(0).getBundleContext()),
                never(
                        "headers",
                        "reads the manifest of a platform's bundle",
                        FRAMEWORK,
                        prey -> store(prey).getHeaders().size()),
                never(
                        "location",
                        "finds out where a bundle came from",
                        FRAMEWORK,
                        prey -> store(prey).getLocation()),
                never(
                                "entry",
                                "reads a file in a platform's bundle",
                                FRAMEWORK,
                                prey -> store(prey).getEntry("META-INF/MANIFEST.MF"))
                        .or(NOTHING),
                never(
                                "resource",
                                "reads a resource of a platform's bundle",
                                FRAMEWORK,
                                prey -> store(prey).getResource("db/migration/V1__runtime.sql"))
                        .or(NOTHING),
                never(
                                "entries",
                                "lists the files in another plugin",
                                FRAMEWORK,
                                prey -> Reflections.other(prey, "victim").findEntries("/", "*", true))
                        .or(NOTHING),
                never(
                                "bundle-url",
                                "reads a file of another bundle by its address",
                                FRAMEWORK,
                                prey -> Tries.text(manifest(prey).openStream()))
                        .or(FAILED),
                never(
                                "synchronous-listener",
                                "stands in the way of every bundle that starts",
                                FRAMEWORK,
                                prey -> Tries.done(() -> prey.bundle().addBundleListener(new Standing())))
                        .wrecks(),
                never(
                        "data-file",
                        "writes a file of another bundle",
                        FRAMEWORK,
                        prey -> java.nio.file.Files.writeString(
                                store(prey).getDataFile("x").toPath(), "x")),
                never(
                                "data-file-escape",
                                "asks for a file outside of its own by dots",
                                "the framework gives none",
                                prey -> Tries.text(new java.io.FileInputStream(
                                        prey.bundle().getDataFile("../../" + "../".repeat(20) + prey.secret()))))
                        .or(NOTHING, FAILED)
                        .counterpart(
                                "asks for one of its own",
                                prey -> java.nio.file.Files.writeString(
                                        prey.bundle().getDataFile("own").toPath(), "own")));
    }

    static Bundle store(Prey prey) {
        return Reflections.other(prey, "dev.pergola.store");
    }

    /** A bundle of the platform that nothing else hangs on. */
    private static Bundle commands(Prey prey) {
        return Reflections.other(prey, COMMANDS);
    }

    /** The address of a manifest, made after the pattern of one's own. */
    private static URL manifest(Prey prey) throws java.io.IOException {
        URL own = Frameworks.class.getResource("/" + Prey.FACTS);
        String host = own.getHost()
                .replaceFirst("[0-9]+([.][0-9]+)?$", Long.toString(store(prey).getBundleId()) + ".0");
        return new URL(own.getProtocol() + "://" + host + ":0/META-INF/MANIFEST.MF");
    }

    private static java.io.InputStream jar(String name) throws java.io.IOException {
        java.util.jar.Manifest manifest = new java.util.jar.Manifest();
        manifest.getMainAttributes().putValue("Manifest-Version", "1.0");
        manifest.getMainAttributes().putValue("Bundle-ManifestVersion", "2");
        manifest.getMainAttributes().putValue("Bundle-SymbolicName", name);
        java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();
        new java.util.jar.JarOutputStream(bytes, manifest).close();
        return new java.io.ByteArrayInputStream(bytes.toByteArray());
    }

    private static final class Standing implements SynchronousBundleListener {
        @Override
        public void bundleChanged(BundleEvent event) {
            throw new IllegalStateException("in the way");
        }
    }
}
