package dev.pergola.vetting.internal.signature;

import dev.pergola.lifecycle.Evidence;
import dev.pergola.store.Deployment;
import dev.pergola.store.DeploymentJournal;
import dev.pergola.store.Installation;
import dev.pergola.store.Installations;
import dev.pergola.store.TrustRecords;
import dev.pergola.store.TrustRecords.SignerRecord;
import dev.pergola.vetting.internal.policy.Finding;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Whether a version comes from whom the version before came from. */
final class Continuity {
    private static final int FAR_ENOUGH_BACK = 200;

    private final Installations installations;
    private final DeploymentJournal journal;
    private final TrustRecords trust;
    private final KnownKeys keys;

    Continuity(Installations installations, DeploymentJournal journal, TrustRecords trust, KnownKeys keys) {
        this.installations = installations;
        this.journal = journal;
        this.trust = trust;
        this.keys = keys;
    }

    Optional<Finding> check(String id, String digest, List<Signer> signers) {
        if (id.isEmpty()) return Optional.empty();
        Optional<SignerRecord> last = before(id, digest);
        if (last.isEmpty() || last.get().fingerprint().isEmpty()) return Optional.empty();
        SignerRecord before = last.get();
        if (signers.isEmpty()) {
            return Optional.of(SignatureRule.STRIPPED.found(
                    "An earlier version of " + id + " was signed by " + before.subject() + ", and this one has no good"
                            + " signature",
                    Evidence.in("", "it was key " + before.fingerprint())));
        }
        if (signers.stream().anyMatch(signer -> isSame(before, signer))) return Optional.empty();
        Signer now = signers.get(0);
        return Optional.of(SignatureRule.SIGNER_CHANGED.found(
                "The version of " + id + " before was signed by " + before.subject() + ", this one is by "
                        + now.subject(),
                Evidence.in("", "it was key " + before.fingerprint() + ", it is key " + now.fingerprint())));
    }

    /** Who signed what is installed, or was last; what is unsigned comes after what is signed. */
    private Optional<SignerRecord> before(String id, String digest) {
        Stream<String> installed = installations.of(id).stream()
                .sorted(Comparator.comparing(Installation::current)
                        .thenComparing(Installation::installedAt)
                        .reversed())
                .map(Installation::digest);
        Stream<String> earlier = journal.of(id, FAR_ENOUGH_BACK).stream()
                .filter(deployment -> deployment.outcome() == Deployment.Outcome.COMMITTED)
                .map(Deployment::digest);
        boolean any = !installations.of(id).isEmpty();
        return (any ? Stream.concat(installed, earlier) : installed)
                .filter(other -> !other.isEmpty() && !other.equals(digest))
                .distinct()
                .flatMap(other -> trust.signer(other).stream())
                .filter(signer -> !signer.fingerprint().isEmpty())
                .findFirst();
    }

    /** The same key; another key that this site knows under the same name; or the same name by the same authority. */
    private boolean isSame(SignerRecord before, Signer now) {
        if (before.fingerprint().equals(now.fingerprint())) return true;
        Optional<String> nameBefore = keys.find(before.fingerprint()).map(KnownKey::name);
        Optional<String> nameNow = keys.find(now.fingerprint()).map(KnownKey::name);
        if (nameBefore.isPresent() && nameBefore.equals(nameNow)) return true;
        return !before.anchor().isEmpty()
                && before.anchor().equals(now.authority())
                && before.subject().equals(now.subject());
    }
}
