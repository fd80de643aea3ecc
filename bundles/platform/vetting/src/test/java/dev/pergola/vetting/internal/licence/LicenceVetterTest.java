package dev.pergola.vetting.internal.licence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pergola.lifecycle.Candidate;
import dev.pergola.lifecycle.Provenance;
import dev.pergola.lifecycle.Verdict;
import dev.pergola.store.internal.TestStore;
import dev.pergola.vetting.internal.policy.SitePolicy;
import dev.pergola.vetting.testing.Jars;
import dev.pergola.vetting.testing.RecordedEvents;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** R119: what one may not use is found before it is used. */
class LicenceVetterTest {
    private static final String MIT_TEXT =
            "MIT License\n\nPermission is hereby granted, free of charge, to any person\n"
                    + " * obtaining a copy of this software … THE SOFTWARE IS PROVIDED \"AS IS\"";

    @TempDir
    Path folder;

    private TestStore store;
    private SitePolicy policy;

    @BeforeEach
    void open() {
        store = new TestStore(folder.resolve("data"));
        policy = new SitePolicy(
                List.of(),
                store.overrides(),
                store.transactions(),
                store.audit(),
                new RecordedEvents(),
                Clock.systemUTC());
    }

    @AfterEach
    void close() {
        store.close();
    }

    private List<Verdict> vet(Jars jar, List<String> allowed, List<String> denied) throws IOException {
        Candidate candidate = new Candidate(
                jar.in(folder.resolve("x.jar")),
                "ab".repeat(32),
                "x.jar",
                Map.of(),
                Optional.empty(),
                Provenance.UNKNOWN,
                Optional.empty());
        return new LicenceVetter(policy, allowed, denied).vet(candidate);
    }

    private static Jars licensed(String license) {
        return Jars.plugin("demo", "1").header("Bundle-License", license);
    }

    /** Each rule: what it finds, and what is like it but for that. */
    @ParameterizedTest
    @CsvSource({
        "MIT, GPL-3.0-only, licence.denied, Block, GPL-3.0-only, ''",
        "MIT OR GPL-3.0-only, MIT AND GPL-3.0-only, licence.denied, Block, GPL-3.0-only, ''",
        "GPL-2.0-or-later, gpl-3.0-ONLY, licence.denied, Block, GPL-3.0-only, ''",
        "MIT, EPL-2.0, licence.not-allowed, Hold, '', MIT",
        "EPL-2.0 OR (MIT AND ISC), EPL-2.0 OR (MIT AND Zlib), licence.not-allowed, Hold, '', MIT ISC",
        "GPL-2.0-only WITH Classpath-exception-2.0, GPL-2.0-only, licence.not-allowed, Hold, '', "
                + "GPL-2.0-only_WITH_Classpath-exception-2.0",
        "MIT, proprietary, licence.unknown, Warn, '', ''",
        "LicenseRef-Acme, Acme Public License, licence.unknown, Warn, '', ''",
        "MIT, '', licence.missing, Warn, '', ''"
    })
    void findsWhatItIsThereFor(String good, String bad, String rule, String verdict, String denied, String allowed)
            throws IOException {
        List<String> deny = denied.isEmpty() ? List.of() : List.of(denied.split(" "));
        List<String> allow = allowed.isEmpty()
                ? List.of()
                : List.of(allowed.split(" ")).stream()
                        .map(id -> id.replace('_', ' '))
                        .toList();
        assertThat(vet(licensed(good), allow, deny)).singleElement().isInstanceOf(Verdict.Pass.class);
        assertThat(vet(licensed(bad), allow, deny)).singleElement().satisfies(v -> {
            assertThat(v.check()).isEqualTo(rule);
            assertThat(v.getClass().getSimpleName()).isEqualTo(verdict);
        });
    }

    @Test
    void theJarsInItCountToo() throws IOException {
        byte[] gpl = Jars.library()
                .header("Bundle-License", "https://www.gnu.org/licenses/gpl-3.0.html")
                .bytes();
        byte[] mit = Jars.library().entry("META-INF/LICENSE.txt", MIT_TEXT).bytes();
        byte[] silent = Jars.library().bytes();
        List<Verdict> verdicts = vet(
                licensed("MIT").entry("a.jar", gpl).entry("b.jar", mit).entry("c.jar", silent),
                List.of(),
                List.of("GPL-3.0-only"));
        assertThat(verdicts)
                .extracting(v -> v.getClass().getSimpleName() + " " + v.check())
                .containsExactly("Block licence.denied", "Warn licence.library-unknown");
        assertThat(verdicts.get(1).evidence())
                .singleElement()
                .satisfies(e -> assertThat(e.where()).isEqualTo("c.jar"));
        assertThat(vet(licensed("MIT").entry("b.jar", mit), List.of("MIT"), List.of()))
                .singleElement()
                .isInstanceOf(Verdict.Pass.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "MIT AND", "OR MIT", "(MIT", "MIT)", "MIT ISC", "MIT WITH", "()", "MIT; DROP", "a\u0000b"})
    void whatIsNoExpressionIsNone(String text) {
        assertThat(LicenceParser.parse(text)).isEmpty();
    }

    @Test
    void expressionsHaveABottomAndAnEnd() {
        assertThat(LicenceParser.parse("(".repeat(45) + "MIT" + ")".repeat(45))).isPresent();
        assertThat(LicenceParser.parse("(".repeat(2_000) + "MIT" + ")".repeat(2_000)))
                .isEmpty();
        assertThat(LicenceParser.parse("MIT AND ".repeat(1_000) + "MIT")).isEmpty();
    }

    @Test
    void aHeaderOfSeveralClausesMeansAllOfThem() {
        assertThat(Licences.fromHeader("Apache-2.0;description=\"a, b\";link=\"x\", \"EPL-2.0\""))
                .isEqualTo("(Apache-2.0) AND (EPL-2.0)");
        assertThat(Licences.fromHeader("http://www.apache.org/licenses/LICENSE-2.0.txt"))
                .isEqualTo("Apache-2.0");
        assertThat(Licences.fromHeader("")).isEmpty();
    }

    @Test
    void textsAreToldFromEachOther() {
        assertThat(LicenceTexts.recognize("Apache License\n   Version 2.0, January 2004"))
                .contains("Apache-2.0");
        assertThat(LicenceTexts.recognize("GNU GENERAL PUBLIC LICENSE\nVersion 2, June 1991"))
                .contains("GPL-2.0-only");
        assertThat(LicenceTexts.recognize("GNU LESSER GENERAL PUBLIC LICENSE Version 3, 29 June 2007"))
                .contains("LGPL-3.0-only");
        assertThat(LicenceTexts.recognize(MIT_TEXT)).contains("MIT");
        assertThat(LicenceTexts.recognize("all rights reserved")).isEmpty();
    }
}
