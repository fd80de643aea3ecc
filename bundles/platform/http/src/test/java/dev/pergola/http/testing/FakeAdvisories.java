package dev.pergola.http.testing;

import dev.pergola.lifecycle.Problem;
import dev.pergola.vetting.Advisories;
import dev.pergola.vetting.VettingException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Advisories in memory: an import of a file brings one, of which the plugin wordcount is affected. */
public final class FakeAdvisories implements Advisories {
    private static final Instant TIME = Instant.parse("2026-11-21T10:00:00Z");

    public final List<Advisory> all = new ArrayList<>();

    @Override
    public ImportReport importFrom(Path file, String actor) {
        if (file.getFileName().toString().endsWith(".txt")) {
            throw new VettingException("advisories", "This is neither JSON nor a zip", "Give one of them");
        }
        all.add(new Advisory(
                "GHSA-jfh8-c2jp-5v3q",
                List.of("CVE-2021-44228"),
                "Remote code injection",
                Severity.CRITICAL,
                10,
                TIME,
                List.of(new Affected(
                        "org.apache.logging.log4j:log4j-core",
                        List.of(new Range("2.13.0", "2.15.0", "")),
                        List.of()))));
        return new ImportReport(1, 0, 2, List.of("x.json: no id"), List.of("wordcount"));
    }

    @Override
    public Optional<Advisory> find(String id) {
        return all.stream().filter(one -> one.id().equals(id)).findFirst();
    }

    @Override
    public List<Advisory> list(String from, int limit) {
        return all.stream()
                .filter(one -> one.id().compareTo(from) >= 0)
                .limit(limit)
                .toList();
    }

    @Override
    public List<Advisory> match(String library, String version) {
        return List.of();
    }

    @Override
    public List<Match> match(Path jar) {
        return List.of();
    }

    @Override
    public List<Problem> problems(String pluginId) {
        return all.isEmpty() || !pluginId.equals("wordcount")
                ? List.of()
                : List.of(new Problem("advisory", "log4j-core 2.14.1 is affected", "Update to 2.15.0"));
    }

    @Override
    public Data data() {
        return all.isEmpty()
                ? new Data(0, Optional.empty(), Optional.empty())
                : new Data(all.size(), Optional.of(TIME), Optional.of(TIME));
    }
}
