package dev.pergola.vetting.internal;

import dev.pergola.api.InvalidMetadataException;
import dev.pergola.lifecycle.Candidate;
import dev.pergola.lifecycle.Problem;
import dev.pergola.lifecycle.Provenance;
import dev.pergola.lifecycle.SignatureVerifier;
import dev.pergola.lifecycle.SignatureVerifier.Verification;
import dev.pergola.lifecycle.Verdict;
import dev.pergola.lifecycle.Vetter;
import dev.pergola.vetting.JarVetting;
import dev.pergola.vetting.Report;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.FieldOption;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** Asks whoever lifecycle would ask, and goes on where lifecycle would stop: whoever mends a jar wants to see it all. */
@Component(service = JarVetting.class)
public final class JarVettingComponent implements JarVetting {
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

    private final Duration time;
    private final Path folder;

    /** With the time that a vetter has in a deployment. Copies are kept where the framework tidies up at its next start. */
    @Activate
    public JarVettingComponent(BundleContext context) {
        this(TIME, context.getDataFile("").toPath());
    }

    private JarVettingComponent(Duration time, Path folder) {
        this.time = time;
        this.folder = folder;
    }

    /**
     * For use without Declarative Services; the vetters come in the order of their ranking, lowest first.
     *
     * @param folder for the copies of jars
     */
    JarVettingComponent(Duration time, Path folder, List<Vetter> vetters, @Nullable SignatureVerifier signatures) {
        this(time, folder);
        this.vetters = List.copyOf(vetters);
        this.signatures = signatures;
    }

    @Override
    public Report vet(Path jar, String source) {
        long begin = System.nanoTime();
        Run run = new Run(source);
        try (StagedJar staged = StagedJar.of(jar, folder)) {
            run.vet(staged);
        } catch (IOException e) {
            run.verdicts.add(new Verdict.Failed("jar", "could not be read: " + e.getMessage()));
        }
        return new Report(
                source,
                run.digest,
                run.provenance,
                run.verdicts,
                run.checks,
                Duration.ofNanos(System.nanoTime() - begin));
    }

    private final class Run {
        private final String source;
        private final List<Verdict> verdicts = new ArrayList<>();
        private final List<Report.Check> checks = new ArrayList<>();
        private Provenance provenance = Provenance.UNKNOWN;
        private String digest = "";

        Run(String source) {
            this.source = source;
        }

        void vet(StagedJar staged) throws IOException {
            digest = staged.digest();
            Map<String, String> headers = staged.headers();
            @Nullable SignatureVerifier verifier = signatures;
            if (verifier != null) {
                ask("signature", () -> {
                    Verification verification = verifier.verify(staged.path(), source);
                    provenance = verification.provenance();
                    return verification.verdicts();
                });
            }
            Candidate candidate = new Candidate(
                    staged.path(), digest, source, headers, metadata(headers), provenance, Optional.empty());
            List<Vetter> highestFirst = new ArrayList<>(vetters);
            Collections.reverse(highestFirst);
            for (Vetter vetter : highestFirst) ask(vetter.name(), () -> vetter.vet(candidate));
        }

        private Optional<dev.pergola.api.PluginMetadata> metadata(Map<String, String> headers) {
            try {
                return Metadata.of(headers);
            } catch (InvalidMetadataException e) {
                verdicts.add(new Verdict.Block(
                        "manifest",
                        new Problem(
                                "metadata-invalid",
                                String.valueOf(e.getMessage()),
                                "Set it in the @Plugin annotation, and build the plugin anew")));
                return Optional.empty();
            }
        }

        private void ask(String name, Callable<List<Verdict>> check) {
            long begin = System.nanoTime();
            List<Verdict> said;
            try {
                said = within(name, check);
            } catch (TimeoutException e) {
                said = List.of(new Verdict.Failed(name, "did not come to a verdict within " + time.toSeconds() + " s"));
            } catch (ExecutionException e) {
                said = List.of(new Verdict.Failed(name, "could not look at the jar: " + e.getCause()));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                said = List.of(new Verdict.Failed(name, "was interrupted"));
            }
            verdicts.addAll(said);
            checks.add(new Report.Check(name, said.size(), Duration.ofNanos(System.nanoTime() - begin)));
        }

        private List<Verdict> within(String name, Callable<List<Verdict>> check)
                throws TimeoutException, ExecutionException, InterruptedException {
            FutureTask<List<Verdict>> task = new FutureTask<>(check);
            Thread thread = new Thread(null, task, "pergola-vet-" + name, 0, false);
            thread.setDaemon(true);
            thread.start();
            try {
                return task.get(time.toMillis(), TimeUnit.MILLISECONDS);
            } finally {
                task.cancel(true);
            }
        }
    }
}
