package dev.pergola.vetting.internal;

import dev.pergola.lifecycle.SignatureVerifier;
import dev.pergola.lifecycle.Vetter;
import dev.pergola.vetting.JarVetting;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Enumeration;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.FieldOption;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.condition.Condition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Vets a jar that nobody asked for, once everything else is up: the first that somebody drops would otherwise wait for all
 * that is loaded and compiled for the first. The jar is made of this bundle's own classes; nothing of it is installed.
 */
@Component(service = WarmUp.class, immediate = true)
public final class WarmUp {
    private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);
    private static final String NAME = "pergola-warm-up";
    /** The second time goes through what was only just loaded, which is when the JVM compiles it. */
    private static final int ROUNDS = 2;

    private static final Duration TIME = Duration.ofSeconds(30);

    @Reference(
            service = Vetter.class,
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            fieldOption = FieldOption.REPLACE)
    private volatile List<Vetter> vetters = List.of();

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable SignatureVerifier signatures;

    private final BundleContext context;
    private final Thread thread;

    /** Begins at once where {@code pergola.vetting.warm-up} does not say otherwise; the condition comes last of all. */
    @Activate
    public WarmUp(
            BundleContext context, @Reference(target = "(osgi.condition.id=pergola.ready.kernel)") Condition ready) {
        this.context = context;
        thread = new Thread(null, this::run, "pergola-vet-warm-up", 0, false);
        thread.setDaemon(true);
        thread.setPriority(Thread.MIN_PRIORITY);
    }

    @Activate
    void begin() {
        @Nullable String wanted = context.getProperty("pergola.vetting.warm-up");
        if (wanted == null || !wanted.strip().equals("false")) thread.start();
    }

    /** Ends it. */
    @Deactivate
    void stop() {
        thread.interrupt();
    }

    private void run() {
        long begin = System.nanoTime();
        // Others have not asked for a jar that nobody dropped.
        List<Vetter> own = vetters.stream().filter(WarmUp::isOwn).toList();
        @Nullable SignatureVerifier verifier = signatures;
        // Where the framework tidies up at its next start, should this one be ended.
        Path folder = context.getDataFile("").toPath();
        JarVetting vetting =
                new JarVettingComponent(TIME, folder, own, verifier != null && isOwn(verifier) ? verifier : null);
        try {
            Path jar = jar(context.getBundle(), folder);
            try {
                for (int round = 0; round < ROUNDS && !Thread.currentThread().isInterrupted(); round++) {
                    vetting.vet(jar, NAME);
                }
            } finally {
                Files.deleteIfExists(jar);
            }
            LOG.debug("The checks of jars were warmed up in {} ms", (System.nanoTime() - begin) / 1_000_000);
        } catch (IOException | RuntimeException e) {
            // The first jar takes its time then; that is all.
            LOG.debug("The checks of jars could not be warmed up", e);
        }
    }

    private static boolean isOwn(Object service) {
        return service.getClass().getClassLoader() == WarmUp.class.getClassLoader();
    }

    /** A plugin of the classes of this bundle, which imports what they do. */
    static Path jar(Bundle bundle, Path folder) throws IOException {
        Manifest manifest = new Manifest();
        Attributes headers = manifest.getMainAttributes();
        headers.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        headers.putValue(Constants.BUNDLE_MANIFESTVERSION, "2");
        headers.putValue(Constants.BUNDLE_SYMBOLICNAME, NAME);
        headers.putValue(Constants.BUNDLE_VERSION, "1.0.0");
        @Nullable String imports = bundle.getHeaders("").get(Constants.IMPORT_PACKAGE);
        if (imports != null) headers.putValue(Constants.IMPORT_PACKAGE, imports);
        headers.putValue(
                Constants.PROVIDE_CAPABILITY,
                "pergola.plugin;id=" + NAME + ";version:Version=\"1.0.0\";name=\"Warm-up\";author=Pergola");
        Path jar = Files.createTempFile(folder, NAME, ".jar");
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out, manifest)) {
            @Nullable Enumeration<URL> classes = bundle.findEntries("dev/pergola/vetting", "*.class", true);
            while (classes != null && classes.hasMoreElements()) {
                URL type = classes.nextElement();
                entries.putNextEntry(new ZipEntry(type.getPath().substring(1)));
                try (InputStream in = type.openStream()) {
                    in.transferTo(entries);
                }
                entries.closeEntry();
            }
        }
        return jar;
    }
}
