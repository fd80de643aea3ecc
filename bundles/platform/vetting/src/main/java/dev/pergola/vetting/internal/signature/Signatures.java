package dev.pergola.vetting.internal.signature;

import dev.pergola.lifecycle.Evidence;
import dev.pergola.lifecycle.Problem;
import dev.pergola.lifecycle.Provenance;
import dev.pergola.lifecycle.Provenance.Trust;
import dev.pergola.lifecycle.SignatureVerifier;
import dev.pergola.store.DeploymentJournal;
import dev.pergola.store.Installations;
import dev.pergola.store.TrustRecords;
import dev.pergola.store.TrustRecords.KeyRecord;
import dev.pergola.store.TrustRecords.SignerRecord;
import dev.pergola.vetting.VettingPolicy.Level;
import dev.pergola.vetting.internal.policy.Finding;
import dev.pergola.vetting.internal.policy.Judge;
import java.io.IOException;
import java.nio.file.Path;
import java.security.CodeSigner;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Looks at the signature in a jar and at what lies beside it, follows the certificates to whom this site knows, and compares
 * with who signed the version before (R22, R139, R140, R142).
 */
@Component(service = SignatureVerifier.class)
public final class Signatures implements SignatureVerifier {
    private final TrustRecords trust;
    private final KnownKeys keys;
    private final Judge judge;
    private final Chains chains;
    private final DetachedSignatures detached;
    private final Continuity continuity;
    private final boolean required;
    private final Clock clock;

    /** Whether a signature is required is what the framework property {@code pergola.vetting.signature-required} says. */
    @Activate
    public Signatures(
            BundleContext context,
            @Reference TrustRecords trust,
            @Reference Installations installations,
            @Reference DeploymentJournal journal,
            @Reference Judge judge) {
        this(trust, installations, journal, judge, isRequired(context), Clock.systemUTC());
    }

    Signatures(
            TrustRecords trust,
            Installations installations,
            DeploymentJournal journal,
            Judge judge,
            boolean required,
            Clock clock) {
        this.keys = new KnownKeys(trust);
        this.trust = trust;
        this.judge = judge;
        this.chains = new Chains(keys);
        this.detached = new DetachedSignatures(keys);
        this.continuity = new Continuity(installations, journal, trust, keys);
        this.required = required;
        this.clock = clock;
    }

    /** Only the word false makes it optional: a value that is none must not open the door. */
    private static boolean isRequired(BundleContext context) {
        @Nullable String value = context.getProperty("pergola.vetting.signature-required");
        return value != null && !value.isBlank() && !value.strip().equalsIgnoreCase("false");
    }

    @Override
    public Verification verify(Path jar, String source) throws IOException {
        byte[] sha256 = Fingerprints.digest(jar);
        String digest = HexFormat.of().formatHex(sha256);
        List<Finding> findings = new ArrayList<>();
        List<Signer> signers = new ArrayList<>();
        inside(jar, findings, signers);
        DetachedSignatures.Outcome beside = detached.verify(source, sha256);
        findings.addAll(beside.findings());
        beside.signer().ifPresent(signers::add);
        signers.sort(Comparator.comparing(Signer::trust).reversed());

        boolean good =
                findings.stream().noneMatch(finding -> finding.otherwise().compareTo(Level.HOLD) >= 0);
        if (!good) signers.clear();
        if (good && signers.isEmpty()) remembered(digest).ifPresent(signers::add);
        if (good) continuity.check(symbolicName(jar), digest, signers).ifPresent(findings::add);
        describe(findings, signers, good);
        if (!signers.isEmpty()) trust.note(record(digest, signers.get(0)));
        Provenance provenance =
                signers.isEmpty() ? Provenance.UNKNOWN : signers.get(0).provenance();
        return new Verification(provenance, judge.judge(digest, provenance.trust(), findings));
    }

    /** Keys in the trust store that are of no use any more. */
    @Override
    public List<Problem> problems() {
        List<Problem> problems = new ArrayList<>();
        for (KeyRecord row : keys.unreadable()) {
            problems.add(new Problem(
                    "signature-key-unreadable",
                    "The key " + row.fingerprint() + " of " + row.name()
                            + " in the trust store cannot be read, and is not trusted",
                    "Remove it with trust:remove, and add it anew"));
        }
        Instant now = clock.instant();
        for (KnownKey key : keys.all()) {
            if (keys.revocation(key.fingerprint()).isPresent()) continue;
            key.certificate()
                    .map(certificate -> certificate.getNotAfter().toInstant())
                    .filter(end -> end.isBefore(now))
                    .ifPresent(end -> problems.add(new Problem(
                            "signature-key-expired",
                            "The certificate of " + key.name() + " (key " + key.fingerprint() + ") expired at " + end
                                    + ", so what it signs now is refused",
                            "Add the certificate that followed it with trust:add, or remove it with trust:remove")));
        }
        return problems;
    }

    /** Whether the one who signed it is still to be believed. */
    @Override
    public List<Problem> problems(String pluginId, String digest) {
        return trust
                .signer(digest)
                .flatMap(signer -> keys.revocation(signer.fingerprint())
                        .or(() -> keys.revocation(signer.anchor()))
                        .map(revoked -> new Problem(
                                "signature-revoked",
                                pluginId + " was signed by " + signer.subject() + " with the key "
                                        + signer.fingerprint() + ", and that, or who vouched for it, was revoked at "
                                        + revoked.revokedAt() + ": "
                                        + revoked.reason(),
                                "Get one that the publisher signed with a valid key; until then plugin:disable "
                                        + pluginId)))
                .stream()
                .toList();
    }

    private void inside(Path jar, List<Finding> findings, List<Signer> signers) throws IOException {
        JarSignatures.Outcome inside = JarSignatures.verify(jar);
        findings.addAll(inside.findings());
        for (CodeSigner by : inside.signers()) {
            Chains.Outcome chain = chains.judge(by, clock.instant());
            findings.addAll(chain.findings());
            signers.add(chain.signer());
        }
    }

    /** What is to be said where nothing is wrong, or where nothing is there. */
    private void describe(List<Finding> findings, List<Signer> signers, boolean good) {
        if (!signers.isEmpty()) {
            Signer first = signers.get(0);
            Evidence key = Evidence.in("", "key " + first.fingerprint());
            findings.add(
                    0,
                    first.anchor().isPresent()
                            ? SignatureRule.TRUSTED.found(
                                    "The jar is signed by "
                                            + first.provenance().publisher().orElse("") + ", who is "
                                            + word(first.trust()),
                                    key)
                            : unknown(
                                    "The jar is signed by " + first.subject() + ", whom this site does not know", key));
            return;
        }
        if (good) {
            findings.add(SignatureRule.UNSIGNED.found(
                    required ? Level.BLOCK : Level.WARN,
                    required ? "The jar is not signed, and this site requires it" : "The jar is not signed",
                    List.of()));
        }
    }

    private Finding unknown(String message, Evidence... evidence) {
        return SignatureRule.UNKNOWN_PUBLISHER.found(
                required ? Level.BLOCK : Level.WARN,
                required ? message + ", and a signature by a known publisher is required" : message,
                List.of(evidence));
    }

    private static String word(Trust trust) {
        return switch (trust) {
            case UNKNOWN -> "unknown";
            case KNOWN -> "known to this site";
            case TRUSTED -> "trusted";
            case PLATFORM -> "the maker of the platform";
        };
    }

    /** A signature beside a jar is of its bytes, and so stays good when the jar is looked at elsewhere. */
    private Optional<Signer> remembered(String digest) {
        return trust.signer(digest)
                .filter(signer -> keys.revocation(signer.fingerprint()).isEmpty())
                .flatMap(signer -> keys.find(signer.fingerprint()))
                .map(key -> new Signer(key.fingerprint(), key.name(), Optional.of(key)));
    }

    private SignerRecord record(String digest, Signer signer) {
        return new SignerRecord(digest, signer.fingerprint(), signer.subject(), signer.authority(), clock.instant());
    }

    /** The name that a plugin or library goes by; empty where the jar has none, so that nothing can have been before it. */
    private static String symbolicName(Path file) throws IOException {
        try (JarFile jar = new JarFile(file.toFile(), false)) {
            @Nullable Manifest manifest = jar.getManifest();
            if (manifest == null) return "";
            String name = Optional.ofNullable(manifest.getMainAttributes().getValue(Constants.BUNDLE_SYMBOLICNAME))
                    .orElse("");
            int end = name.indexOf(';');
            return (end < 0 ? name : name.substring(0, end)).strip();
        }
    }
}
