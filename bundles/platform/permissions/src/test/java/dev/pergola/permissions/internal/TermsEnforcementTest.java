package dev.pergola.permissions.internal;

import static dev.pergola.api.PluginBuilder.plugin;
import static dev.pergola.permissions.internal.SecureFramework.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pergola.store.TrustRecords;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;

/** What was granted or denied on terms holds where they are met, and only there. */
class TermsEnforcementTest extends EnforcementStories {
    private void grantOn(String plugin, String publisher, Bounds bounds, String permission, String target) {
        Extent extent = felix.core.vocabulary().extent(permission, target);
        felix.core
                .decisions()
                .record(
                        List.of(felix.core.decisions().granted(plugin, publisher, extent, bounds, "ann")),
                        "grant",
                        "GRANTED",
                        "ann");
        felix.core.enforce();
    }

    /** The clock that the rows are written by stands still, so that nobody takes the row away: it ends by itself. */
    @Test
    void aRowEndsAtItsDateEvenWhereNobodyWritesItAnew() throws Throwable {
        felix.close();
        Instant begin = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        felix = new SecureFramework(folder.resolve("still"), 10, Clock.fixed(begin, ZoneOffset.UTC));
        Path in = file("in/a.txt");
        Instant end = begin.plusSeconds(3);
        grant("a", "filesystem.read", folder.resolve("in") + "/**", Optional.of(end));
        Bundle bundle = felix.plugin(plugin("a", "1.0.0")
                .requestPermission("filesystem.read", folder.resolve("in") + "/**")
                .build());
        assertThat(felix.told.get()).as("the kernel is told when").isEqualTo(end.toEpochMilli());
        assertThat(call(bundle, "read", in)).isNotNull();
        await().atMost(Duration.ofSeconds(20)).until(() -> Instant.now().isAfter(end));
        assertDenied(bundle, "read", in);
        assertThat(rows()).anyMatch(name -> name.contains("until " + end));
    }

    @Test
    void aRowForAnotherTierOrIsolationIsThereAndDoesNotHold() throws Throwable {
        Path in = file("in/a.txt");
        String target = folder.resolve("in") + "/**";
        Bundle bundle = felix.plugin(plugin("a", "1.0.0")
                .requestPermission("filesystem.read", target)
                .build());
        grantOn("a", "", new Bounds(Optional.empty(), "sandbox", "", ""), "filesystem.read", target);
        grantOn("a", "", new Bounds(Optional.empty(), "", "C", ""), "filesystem.read", target);
        assertThat(rows()).anyMatch(name -> name.endsWith(", in the tier sandbox"));
        assertThat(rows()).anyMatch(name -> name.endsWith(", at the isolation C"));
        assertDenied(bundle, "read", in);
        grantOn("a", "", new Bounds(Optional.empty(), "in-process", "none", ""), "filesystem.read", target);
        assertThat(call(bundle, "read", in)).isNotNull();
    }

    @Test
    void whatAPublisherWasGrantedHoldsForWhatItsKeyHasSigned() throws Throwable {
        String key = "ab".repeat(32);
        Path in = file("in/a.txt");
        String target = folder.resolve("in") + "/**";
        felix.store.trust().note(new TrustRecords.SignerRecord("signed", key, "CN=Example", "", Instant.now()));
        grantOn("", key, Bounds.NONE, "filesystem.read", target);
        Bundle signed = felix.signed(
                plugin("a", "1.0.0")
                        .requestPermission("filesystem.read", target)
                        .build()
                        .metadata(),
                "signed",
                "/" + key);
        Bundle unsigned = felix.plugin(plugin("b", "1.0.0")
                .requestPermission("filesystem.read", target)
                .build());
        // As if somebody had got the installer to believe that the same jar is not signed.
        Bundle forged = felix.signed(
                plugin("c", "1.0.0")
                        .requestPermission("filesystem.read", target)
                        .build()
                        .metadata(),
                "signed",
                "");
        assertThat(call(signed, "read", in)).isNotNull();
        assertDenied(unsigned, "read", in);
        assertDenied(forged, "read", in);

        felix.store.trust().revoke(new TrustRecords.Revocation(key, "Example", "lost", "ann", Instant.now()));
        felix.events.send("pergola/vetting/trust/REVOKED", Instant.now(), Map.of());
        assertDenied(signed, "read", in);
    }

    @Test
    void aDenialOnTermsHoldsWhereTheyAreMet() throws Throwable {
        Path in = file("in/a.txt");
        Path policy = felix.home.resolve("etc/permissions-policy");
        Files.createDirectories(policy.getParent());
        Bundle bundle = granted("filesystem.read", folder.resolve("in") + "/**");
        Files.writeString(policy, "deny filesystem.read tier sandbox\ndeny filesystem.read until 2001-01-01\n");
        felix.core.enforce();
        assertThat(call(bundle, "read", in)).isNotNull();
        Files.writeString(policy, "deny filesystem.read tier in-process isolation B # at most\n");
        felix.core.enforce();
        assertDenied(bundle, "read", in);
        assertThat(felix.core.explain("a", "filesystem.read", in.toString())).contains("The site denies");
    }
}
