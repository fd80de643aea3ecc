package dev.pergola.shell.internal.vetting;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pergola.lifecycle.HeldInfo;
import dev.pergola.lifecycle.PluginState;
import dev.pergola.lifecycle.Problem;
import dev.pergola.lifecycle.Provenance.Trust;
import dev.pergola.lifecycle.Verdict;
import dev.pergola.shell.internal.fake.Gogo;
import dev.pergola.shell.internal.fake.Samples;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** R136, R138, R139, R147. */
class VettingCommandsTest {
    @TempDir
    Path folder;

    private final Gogo gogo = new Gogo();

    @AfterEach
    void close() {
        gogo.close();
    }

    private Path file(String name, String content) throws Exception {
        return Files.writeString(folder.resolve(name), content);
    }

    private JsonNode json(String line) throws Exception {
        return new ObjectMapper().readTree(gogo.run(line));
    }

    /** What a failing command printed is not lost: a pipe carries it. */
    @Test
    void aJarThatWouldNotBeLetInIsAnErrorAndAllFindingsAreShownWorstFirst() throws Exception {
        Path jar = file("x.jar", "jar");
        assertThat(gogo.fail("vet " + jar)).contains("would not be let in: 1 finding against it");
        String shown = gogo.printed("vetting:vet " + jar);
        assertThat(shown)
                .containsSubsequence(
                        "from Example (trusted)",
                        "block scan.process: starts",
                        "at com.example.Tool#run():12: Runtime.exec",
                        "warn licence.missing",
                        "pass signature.trusted",
                        "signature 3.0 ms")
                .doesNotContain("\u001b");
    }

    @Test
    void aJarThatPassesIsNoError() throws Exception {
        gogo.fakes.vetting.verdicts = List.of(new Verdict.Pass("manifest", "complete"));
        Path jar = file("x.jar", "jar");
        assertThat(json("vet " + jar + " --json").get("passes").asBoolean()).isTrue();
        assertThat(gogo.fail("vet /nowhere/x.jar")).contains("There is no file");
    }

    @Test
    void aFindingIsAcceptedForOneJarWithAReasonAndAnEnd() throws Exception {
        gogo.variables.put("pergola.actor", "rita");
        Path jar = file("x.jar", "jar");
        assertThat(gogo.run("vetting:overrides")).contains("Nobody has accepted");
        assertThat(gogo.fail("vetting:accept " + jar + " scan.process")).contains("A reason has to be given");
        assertThat(gogo.run("vetting:accept " + jar + " scan.process --reason reviewed --until 30d"))
                .contains("accepted scan.process", "as number 1");
        assertThat(gogo.fakes.manager.asked).as("nothing of it is held").isEmpty();
        assertThat(gogo.fakes.vetting.accepted).singleElement().satisfies(one -> {
            assertThat(one.digest()).isEqualTo(sha256("jar"));
            assertThat(one.author()).isEqualTo("rita");
            assertThat(Duration.between(Instant.now(), one.expiresAt()).toDays())
                    .isBetween(29L, 30L);
        });
        assertThat(gogo.run("vetting:overrides")).contains("scan.process", "rita", "reviewed");
        assertThat(gogo.run("vetting:retract 1")).contains("retracted 1");
        assertThat(gogo.fail("vetting:retract 1")).contains("There is no override 1", "vetting:overrides");
        assertThat(gogo.fail("vetting:accept " + jar + " 'no rule' --reason x"))
                .contains("This is no rule", "Write one");
    }

    private static String sha256(String text) throws NoSuchAlgorithmException {
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void aPluginWhoseUpdateWasHeldIsLookedAtAgain() throws Exception {
        gogo.fakes.manager.with(Samples.plugin("newcomer", "1.0.0", PluginState.ACTIVE));
        gogo.fakes.manager.held.add(new HeldInfo(
                "newcomer",
                "1.1.0",
                "cd".repeat(32),
                "/plugins/newcomer.jar",
                List.of(new Problem("held-scan.process", "it is held", "Decide")),
                Instant.now()));
        assertThat(gogo.run("vetting:accept " + "cd".repeat(32) + " scan.process --reason reviewed"))
                .contains("accepted scan.process", "newcomer");
        assertThat(gogo.fakes.manager.asked).containsExactly("reconsider newcomer by shell");
    }

    @Test
    void aBillOfMaterialsIsPrinted() throws Exception {
        assertThat(json("plugin:sbom wordcount").get("bomFormat").asText()).isEqualTo("CycloneDX");
        assertThat(gogo.fail("plugin:sbom wordcuont")).contains("There is no plugin wordcuont");
    }

    @Test
    void aPublisherIsMadeKnownRevokedAndForgotten() throws Exception {
        Path pem = file("example.pem", "-----BEGIN PUBLIC KEY-----");
        assertThat(gogo.run("trust:list")).contains("No publisher is known");
        assertThat(gogo.run("trust:add " + pem + " --trust trusted")).contains("added example (trusted)");
        String fingerprint = gogo.fakes.trust.all.get(0).fingerprint();
        assertThat(gogo.fakes.trust.all.get(0).trust()).isEqualTo(Trust.TRUSTED);
        assertThat(gogo.run("trust:list")).contains("example", "trusted", fingerprint);
        assertThat(gogo.fail("trust:revoke " + fingerprint)).contains("A reason has to be given");
        assertThat(gogo.run("trust:revoke " + fingerprint.substring(0, 10) + " --reason stolen"))
                .contains("revoked " + fingerprint);
        assertThat(gogo.run("trust:list")).contains("revoked");
        assertThat(gogo.run("trust:list --revoked")).contains("stolen", fingerprint);
        assertThat(gogo.run("trust:revoke " + fingerprint + " --reason stolen")).contains("was revoked already");
        assertThat(gogo.run("trust:remove " + fingerprint)).contains("removed " + fingerprint);
        assertThat(gogo.fail("trust:remove " + fingerprint)).contains("No key here", "trust:list");
        assertThat(gogo.fail("trust:remove abc")).contains("No key here has the fingerprint abc", "first 8");
        assertThat(gogo.fail("trust:add " + pem + " --trust absolute")).contains("There is no trust absolute");
        assertThat(gogo.fail("trust:add " + file("x.pem", "nothing"))).contains("There is no key in it", "in PEM");
    }

    @Test
    void revocationsAndNewKeysComeFromFiles() throws Exception {
        assertThat(gogo.run("trust:import " + file("list.crl", "12345")))
                .contains("5 revocations that had not been known");
        assertThat(gogo.fail("trust:rotate " + file("x.rotation", "x")))
                .contains("This is no rotation", "See the guide");
    }

    @Test
    void advisoriesAreImportedListedAndPluginsCheckedAgainstThem() throws Exception {
        assertThat(gogo.run("advisory:list")).contains("No advisories are known");
        assertThat(gogo.run("advisory:check")).contains("Nothing is known");
        assertThat(gogo.run("advisory:import " + file("all.zip", "zip")))
                .contains(
                        "1 imported, 0 unchanged, 2 about other things",
                        "not understood: x.json",
                        "affected: wordcount");
        assertThat(gogo.run("advisory:list")).contains("GHSA-jfh8-c2jp-5v3q", "critical", "CVE-2021-44228", "1 in all");
        assertThat(gogo.fail("advisory:check")).contains("Affected: wordcount");
        assertThat(gogo.run("advisory:check mailer")).contains("Nothing is known");
        assertThat(gogo.fail("advisory:import " + file("a.txt", "x"))).contains("neither JSON nor a zip");
    }
}
