package dev.pergola.vetting.internal.advisory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.pergola.store.AdvisoryRecords.AdvisoryRecord;
import dev.pergola.vetting.Advisories.Advisory;
import dev.pergola.vetting.Advisories.Affected;
import dev.pergola.vetting.Advisories.Range;
import dev.pergola.vetting.Advisories.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** R138: advisories say what they mean, whatever order they say it in. */
class OsvTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    static Advisory sample(String id) throws IOException {
        return Osv.read(JSON.readTree(Files.readString(Path.of("src/test/resources/osv", id + ".json"))));
    }

    private static JsonNode json(String text) throws IOException {
        return JSON.readTree(text.replace('\'', '"'));
    }

    /** Scores as the National Vulnerability Database gives them. */
    @ParameterizedTest
    @CsvSource({
        "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H, 10.0",
        "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H, 9.8",
        "CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:L, 8.3",
        "CVSS:3.0/AV:N/AC:H/PR:N/UI:N/S:U/C:H/I:N/A:N, 5.9",
        "CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:U/C:L/I:N/A:N, 3.3",
        "CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N, 6.1",
        "CVSS:3.1/AV:P/AC:H/PR:H/UI:R/S:U/C:N/I:N/A:N, 0.0"
    })
    void scoresAsTheSpecificationSays(String vector, double score) {
        assertThat(Cvss.baseScore(vector).orElseThrow()).isCloseTo(score, within(0.001));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "9.8", "CVSS:3.1/AV:N", "CVSS:3.1/AV:X/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "CVSS:4.0/AV:N/AC:L"
            })
    void whatIsNoVectorHasNoScore(String vector) {
        assertThat(Cvss.baseScore(vector)).isEmpty();
    }

    @Test
    void aWellKnownOneIsReadWhole() throws IOException {
        Advisory advisory = sample("GHSA-jfh8-c2jp-5v3q");
        assertThat(advisory.aliases()).containsExactly("CVE-2021-44228");
        assertThat(advisory.severity()).isEqualTo(Severity.CRITICAL);
        assertThat(advisory.score()).isEqualTo(10);
        assertThat(advisory.affected()).singleElement().satisfies(affected -> {
            assertThat(affected.library()).isEqualTo("org.apache.logging.log4j:log4j-core");
            assertThat(affected.ranges())
                    .extracting(Range::toString)
                    .containsExactly(">= 2.13.0, < 2.15.0", ">= 2.4, < 2.12.2", ">= 2.0-beta9, < 2.3.1");
        });
    }

    /** The order of Maven's versions is not that of letters, nor of OSGi. */
    @ParameterizedTest
    @CsvSource({
        "2.0-alpha1, false", "2.0-beta8, false", "2.0-beta9, true", "2.0-rc1, true", "2.0, true", "2.3, true",
        "2.3.1, false", "2.3.2, false", "2.4, true", "2.12.1, true", "2.12.2, false", "2.12.4, false",
        "2.13.0, true", "2.14.1, true", "2.14.1-SNAPSHOT, true", "2.15.0-rc1, true", "2.15.0, false", "2.17.1, false",
        "2.9.1, true", "2.10.0, true", "1.2.17, false", "3.0.0-beta1, false"
    })
    void log4jIsAffectedWhereItIs(String version, boolean affected) throws IOException {
        Affected log4j = sample("GHSA-jfh8-c2jp-5v3q").affected().get(0);
        assertThat(Versions.affecting(log4j, version).isPresent()).isEqualTo(affected);
    }

    @ParameterizedTest
    @CsvSource({
        "GHSA-36p3-wjmg-h94x, 5.2.19.RELEASE, true",
        "GHSA-36p3-wjmg-h94x, 5.2.20.RELEASE, false",
        "GHSA-36p3-wjmg-h94x, 5.3.17, true",
        "GHSA-36p3-wjmg-h94x, 5.3.18, false",
        "GHSA-mph4-vhrx-mv67, 2.9.9, true",
        "GHSA-mph4-vhrx-mv67, 2.9.9.1, false",
        "GHSA-mph4-vhrx-mv67, 2.9.10, false",
        "GHSA-mph4-vhrx-mv67, 2.9.0-rc1, false",
        "GHSA-mjmj-j48q-9wg2, 1.33, true",
        "GHSA-mjmj-j48q-9wg2, 2.0, false",
        "GHSA-599f-7c49-w659, 1.4, false",
        "GHSA-599f-7c49-w659, 1.9, true",
        "GHSA-599f-7c49-w659, 1.10.0, false",
        "GHSA-5mg8-w23w-74h3, 31.1-jre, true",
        "GHSA-5mg8-w23w-74h3, 32.0.0-jre, false"
    })
    void othersToo(String id, String version, boolean affected) throws IOException {
        assertThat(Versions.affecting(sample(id).affected().get(0), version).isPresent())
                .isEqualTo(affected);
    }

    @Test
    void eventsMayComeInAnyOrderAndEndInTheLastThatIsAffected() throws IOException {
        Advisory advisory = Osv.read(json("{'id':'X-1','modified':'2024-01-01T00:00:00Z','affected':[{'package':{"
                + "'ecosystem':'Maven','name':'g:a'},'ranges':[{'type':'ECOSYSTEM','events':["
                + "{'fixed':'1.5'},{'introduced':'2.0'},{'last_affected':'2.3'},{'introduced':'1.0'}]},"
                + "{'type':'GIT','events':[{'introduced':'0'}]}],'versions':['9.9']}]}"));
        Affected affected = advisory.affected().get(0);
        assertThat(affected.ranges()).containsExactly(new Range("2.0", "", "2.3"), new Range("1.0", "1.5", ""));
        assertThat(List.of("0.9", "1.5", "1.9", "2.4").stream()
                        .filter(v -> Versions.affecting(affected, v).isPresent()))
                .isEmpty();
        assertThat(List.of("1.0", "1.4.9", "2.0", "2.3", "9.9").stream()
                        .filter(v -> Versions.affecting(affected, v).isEmpty()))
                .isEmpty();
        assertThat(advisory.severity()).isEqualTo(Severity.UNRATED);
    }

    @Test
    void theWorseOfScoreAndWordCounts() throws IOException {
        String rest = ",'modified':'2024-01-01T00:00:00Z','affected':[],'severity':[{'type':'CVSS_V3','score':"
                + "'CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:U/C:L/I:N/A:N'}]";
        assertThat(Osv.read(json("{'id':'X-1'" + rest + "}")).severity()).isEqualTo(Severity.LOW);
        assertThat(Osv.read(json("{'id':'X-1'" + rest + ",'database_specific':{'severity':'HIGH'}}"))
                        .severity())
                .isEqualTo(Severity.HIGH);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{'id':'../x','modified':'2024-01-01T00:00:00Z'}",
                "{'id':'X-1'}",
                "{'id':'X-1','modified':'yesterday'}",
                "{'id':'X-1','modified':'2024-01-01T00:00:00Z','affected':{}}",
                "{'id':'X-1','modified':'2024-01-01T00:00:00Z','affected':[{'package':{'ecosystem':'Maven','name':'a'},'versions':['1']}]}",
                "{'id':'X-1','modified':'2024-01-01T00:00:00Z','affected':[{'package':{'ecosystem':'Maven','name':'g:a'}}]}",
                "{'id':'X-1','modified':'2024-01-01T00:00:00Z','affected':[{'package':{'ecosystem':'Maven','name':'g:a'},'ranges':[{'type':'NEW','events':[]}]}]}",
                "{'id':'X-1','modified':'2024-01-01T00:00:00Z','affected':[{'package':{'ecosystem':'Maven','name':'g:a'},'versions':['1\\n2']}]}"
            })
    void whatIsHalfOfAnAdvisoryIsRefused(String text) {
        assertThatThrownBy(() -> Osv.read(json(text))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatIsStoredIsWhatWasRead() throws IOException {
        Advisory advisory = sample("GHSA-mph4-vhrx-mv67");
        AdvisoryRecord stored = StoredAdvisory.write(advisory, Instant.EPOCH);
        assertThat(stored.packages()).containsExactly("com.fasterxml.jackson.core:jackson-databind");
        assertThat(StoredAdvisory.read(stored)).isEqualTo(advisory);
    }
}
