package dev.pergola.http.internal.resources;

import static dev.pergola.http.internal.api.Route.BASE;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.pergola.access.Role;
import dev.pergola.http.internal.api.Body;
import dev.pergola.http.internal.api.Call;
import dev.pergola.http.internal.api.Content;
import dev.pergola.http.internal.api.ProblemException;
import dev.pergola.http.internal.api.ProblemType;
import dev.pergola.http.internal.api.Reply;
import dev.pergola.http.internal.api.Route;
import dev.pergola.http.internal.api.RouteSource;
import dev.pergola.lifecycle.Provenance.Trust;
import dev.pergola.vetting.TrustStore;
import dev.pergola.vetting.TrustStore.Kind;
import dev.pergola.vetting.TrustStore.Publisher;
import dev.pergola.vetting.TrustStore.Revocation;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Whose signatures the site knows, and how far it trusts them (R139). Not there where nobody vets. */
@Component(service = RouteSource.class)
public final class TrustResource implements RouteSource {
    private static final String PUBLISHERS = BASE + "/trust/publishers";
    private static final String REVOCATIONS = BASE + "/trust/revocations";
    private static final int USUAL = 500;
    private static final int LARGEST_LIST = 16 << 20;

    private final TrustStore store;

    /** Shows and changes this. */
    @Activate
    public TrustResource(@Reference TrustStore store) {
        this.store = store;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.route("GET", PUBLISHERS, "listPublishers")
                        .summary("Lists the keys of publishers that this site knows.")
                        .answers(200, Content.listOf(PublisherView.class))
                        .by(call -> Reply.ok(store.publishers().stream()
                                .map(PublisherView::of)
                                .toList())),
                change("POST", PUBLISHERS, "addPublisher")
                        .summary(
                                "Makes the certificates or public keys of a publisher known, or changes how far they are "
                                        + "trusted.")
                        .takes(Content.of(Wanted.class))
                        .answers(200, Content.listOf(PublisherView.class))
                        .by(this::add),
                change("DELETE", PUBLISHERS + "/{fingerprint}", "removePublisher")
                        .summary("Forgets a key; what it signed is of an unknown publisher then. A revocation stays.")
                        .answers(204)
                        .by(this::remove),
                Route.route("GET", REVOCATIONS, "listRevocations")
                        .summary("Lists what is revoked, newest first.")
                        .query("limit", "integer", "How many at most, up to 1000; 500 where not given.")
                        .answers(200, Content.listOf(RevocationView.class))
                        .by(call -> Reply.ok(store.revocations(call.limit(USUAL)).stream()
                                .map(RevocationView::of)
                                .toList())),
                change("POST", REVOCATIONS, "revokeKeys")
                        .summary(
                                "Revokes a key, for good; or, given as an upload, all that a list revokes: an X.509 CRL, or "
                                        + "a text with a fingerprint on each line.")
                        .takes(Content.of(Revoked.class))
                        .takes(Content.of("application/octet-stream"))
                        .answers(200, Content.of(Count.class))
                        .by(this::revoke),
                change("POST", BASE + "/trust/rotations", "rotateKey")
                        .summary(
                                "Takes a new key of a publisher, which a statement introduces that the old key signed.")
                        .takes(Content.of(Rotation.class))
                        .answers(200, Content.of(PublisherView.class))
                        .by(call -> Vetted.asking(() -> Reply.ok(PublisherView.of(store.rotate(
                                Vetted.required(
                                        "statement",
                                        call.requiredData(Rotation.class).statement()),
                                actor(call)))))));
    }

    private static Route.Builder change(String method, String path, String operation) {
        return Route.route(method, path, operation).needs(Role.ADMIN);
    }

    private Reply add(Call call) {
        Wanted wanted = call.requiredData(Wanted.class);
        String name = Vetted.required("name", wanted.name());
        String pem = Vetted.required("pem", wanted.pem());
        String word = Vetted.required("trust", wanted.trust());
        Trust trust = Stream.of(Trust.KNOWN, Trust.TRUSTED, Trust.PLATFORM)
                .filter(each -> each.name().equals(word.toUpperCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> Vetted.invalid("The field 'trust' has to be one of: known, trusted, platform."));
        return Vetted.asking(() -> Reply.ok(store.add(name, trust, pem, actor(call)).stream()
                .map(PublisherView::of)
                .toList()));
    }

    private Reply remove(Call call) {
        if (store.remove(call.path("fingerprint").toLowerCase(Locale.ROOT), actor(call))) return Reply.noContent();
        throw ProblemException.of(
                ProblemType.PUBLISHER_NOT_FOUND,
                "No key here has this fingerprint. GET " + PUBLISHERS + " lists those that do.");
    }

    private Reply revoke(Call call) {
        if (call.body() instanceof Body.Upload upload) {
            byte[] list = content(upload);
            return Vetted.asking(() -> Reply.ok(new Count(store.importRevocations(list, actor(call)))));
        }
        Revoked revoked = call.requiredData(Revoked.class);
        String fingerprint =
                Vetted.required("fingerprint", revoked.fingerprint()).toLowerCase(Locale.ROOT);
        String reason = Vetted.required("reason", revoked.reason());
        return Vetted.asking(() -> Reply.ok(new Count(store.revoke(fingerprint, reason, actor(call)) ? 1 : 0)));
    }

    private static byte[] content(Body.Upload upload) {
        try (InputStream in = Files.newInputStream(upload.file())) {
            byte[] content = in.readNBytes(LARGEST_LIST + 1);
            if (content.length <= LARGEST_LIST) return content;
        } catch (IOException e) {
            throw Vetted.invalid("The upload cannot be read.");
        }
        throw ProblemException.of(
                ProblemType.BODY_TOO_LARGE, "A list of revocations has at most " + LARGEST_LIST + " bytes.");
    }

    private static String actor(Call call) {
        return call.principal().name();
    }

    /** Keys to make known. */
    record Wanted(
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String name,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String trust,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String pem) {}

    /** A key to revoke. */
    record Revoked(
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String fingerprint,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String reason) {}

    /** A statement that introduces a key. */
    record Rotation(
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String statement) {}

    /** How many were revoked that had not been. */
    record Count(int revoked) {}

    /** A key of a publisher. */
    record PublisherView(
            String name,
            Trust trust,
            String fingerprint,
            Kind kind,
            String subject,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Instant expiresAt,

            String rotatedFrom,
            String addedBy,
            Instant addedAt,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            RevocationView revocation) {
        static PublisherView of(Publisher publisher) {
            return new PublisherView(
                    publisher.name(),
                    publisher.trust(),
                    publisher.fingerprint(),
                    publisher.kind(),
                    publisher.subject(),
                    publisher.expiresAt().orElse(null),
                    publisher.rotatedFrom(),
                    publisher.addedBy(),
                    publisher.addedAt(),
                    publisher.revocation().map(RevocationView::of).orElse(null));
        }
    }

    /** Something that is not valid any more. */
    record RevocationView(String id, String subject, String reason, String revokedBy, Instant revokedAt) {
        static RevocationView of(Revocation revocation) {
            return new RevocationView(
                    revocation.id(),
                    revocation.subject(),
                    revocation.reason(),
                    revocation.revokedBy(),
                    revocation.revokedAt());
        }
    }
}
