package dev.pergola.http.testing;

import dev.pergola.lifecycle.Evidence;
import dev.pergola.lifecycle.Problem;
import dev.pergola.lifecycle.Provenance;
import dev.pergola.lifecycle.Verdict;
import dev.pergola.vetting.BillOfMaterials;
import dev.pergola.vetting.JarVetting;
import dev.pergola.vetting.Report;
import dev.pergola.vetting.VettingException;
import dev.pergola.vetting.VettingPolicy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** Vetters that find in every jar what a test wants them to. */
public final class FakeVetting implements JarVetting, VettingPolicy, BillOfMaterials {
    private static final Instant TIME = Instant.parse("2026-11-21T10:00:00Z");

    public final List<Acceptance> accepted = new CopyOnWriteArrayList<>();
    public volatile List<Verdict> verdicts = List.of(
            new Verdict.Pass("signature.trusted", "signed by Example"),
            new Verdict.Warn("licence.missing", "says nothing", "Set it"),
            new Verdict.Block(
                    "scan.process",
                    new Problem("scan-process", "starts \u001b[2Jprograms", "Ask its author"),
                    List.of(new Evidence("com.example.Tool", "run()", 12, "Runtime.exec"))));

    @Override
    public Report vet(Path jar, String source) {
        return new Report(
                source,
                "cd".repeat(32),
                new Provenance(Provenance.Trust.TRUSTED, Optional.of("Example")),
                verdicts,
                List.of(new Report.Check("signature", 1, Duration.ofMillis(3))),
                Duration.ofMillis(42));
    }

    @Override
    public List<String> settings() {
        return List.of("signature.unsigned=hold");
    }

    @Override
    public List<Acceptance> overrides() {
        return List.copyOf(accepted);
    }

    @Override
    public Acceptance accept(String digest, String rule, String reason, Instant until, String actor) {
        if (rule.equals("no rule")) throw new VettingException("rule", "This is no rule", "Write one");
        Acceptance acceptance = new Acceptance(accepted.size() + 1L, digest, rule, actor, reason, TIME, until);
        accepted.add(acceptance);
        return acceptance;
    }

    @Override
    public boolean withdraw(long id, String actor) {
        return accepted.removeIf(one -> one.id() == id);
    }

    @Override
    public byte[] cycloneDx(Path jar) {
        return ("{\"bomFormat\":\"CycloneDX\",\"of\":\"" + jar + "\"}").getBytes(StandardCharsets.UTF_8);
    }
}
