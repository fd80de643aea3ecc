package dev.pergola.vetting;

import dev.pergola.lifecycle.Problem;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What is publicly known to be unsafe among the libraries that plugins bring along (R138). The data is given to it, in the
 * OSV format, such as {@code https://osv-vulnerabilities.storage.googleapis.com/Maven/all.zip}; nothing here ever asks the
 * network.
 */
@ProviderType
public interface Advisories {
    /**
     * Imports advisories. One that cannot be understood is reported, and the others are imported. Plugins that are
     * installed are looked at again, and those that are affected are told of in events
     * ({@link dev.pergola.events.Topics#ADVISORIES}).
     *
     * @param file a JSON file with one advisory or an array of them, or a zip of such files
     * @param actor who asks, for the audit log
     * @throws VettingException where the file is neither, or is too large
     */
    ImportReport importFrom(Path file, String actor);

    /** One advisory. */
    Optional<Advisory> find(String id);

    /** Advisories by id, from one on, at most so many. */
    List<Advisory> list(String from, int limit);

    /**
     * What is known of one version of a library.
     *
     * @param library {@code group:artifact}
     */
    List<Advisory> match(String library, String version);

    /** What is known of all that is in a jar; throws {@link VettingException} where it cannot be read. */
    List<Match> match(Path jar);

    /** What is known of an installed plugin and the libraries that it uses. */
    List<Problem> problems(String pluginId);

    /** How much there is, and how old it is. */
    Data data();

    /**
     * What came of an import.
     *
     * @param imported how many are new or have changed
     * @param unchanged how many were there already
     * @param others how many are about other things than Maven's libraries
     * @param refused what could not be understood, at most a hundred
     * @param affected ids of the installed plugins that are affected by something
     */
    record ImportReport(int imported, int unchanged, int others, List<String> refused, List<String> affected) {
        /** Copies. */
        public ImportReport {
            refused = List.copyOf(refused);
            affected = List.copyOf(affected);
        }
    }

    /**
     * The data at a glance.
     *
     * @param count how many advisories
     * @param lastModified when the newest of them was changed; empty where there is none
     * @param lastImported when the last was imported; empty where there is none
     */
    record Data(long count, Optional<Instant> lastModified, Optional<Instant> lastImported) {
        /** How old the newest is. */
        public Optional<Duration> age(Instant now) {
            return lastModified.map(time -> Duration.between(time, now));
        }
    }

    /** How bad it is, least first. */
    enum Severity {
        /** Its author does not say. */
        UNRATED,
        /** CVSS below 4. */
        LOW,
        /** CVSS below 7. */
        MEDIUM,
        /** CVSS below 9. */
        HIGH,
        /** CVSS 9 and above. */
        CRITICAL
    }

    /**
     * An advisory.
     *
     * @param id its id, such as {@code GHSA-jfh8-c2jp-5v3q}
     * @param aliases its other ids, such as {@code CVE-2021-44228}
     * @param summary one line
     * @param severity how bad it is
     * @param score CVSS base score; 0 where there is none
     * @param modified when its author last changed it
     * @param affected what it is about
     */
    record Advisory(
            String id,
            List<String> aliases,
            String summary,
            Severity severity,
            double score,
            Instant modified,
            List<Affected> affected) {
        /** Copies. */
        public Advisory {
            aliases = List.copyOf(aliases);
            affected = List.copyOf(affected);
        }
    }

    /**
     * A library, in the versions that are affected.
     *
     * @param library {@code group:artifact}
     * @param ranges the ranges of versions
     * @param versions single versions
     */
    record Affected(String library, List<Range> ranges, List<String> versions) {
        /** Copies. */
        public Affected {
            ranges = List.copyOf(ranges);
            versions = List.copyOf(versions);
        }
    }

    /**
     * Versions from one to another.
     *
     * @param introduced the first; {@code 0} for all before
     * @param fixed the first that is not affected any more; empty where there is none
     * @param lastAffected the last that is affected; empty where {@code fixed} says it, or where there is no end
     */
    record Range(String introduced, String fixed, String lastAffected) {
        @Override
        public String toString() {
            String begin = introduced.equals("0") ? "" : ">= " + introduced;
            String end = !fixed.isEmpty() ? "< " + fixed : lastAffected.isEmpty() ? "" : "<= " + lastAffected;
            if (begin.isEmpty() && end.isEmpty()) return "all versions";
            return begin.isEmpty() || end.isEmpty() ? begin + end : begin + ", " + end;
        }
    }

    /**
     * An advisory about something in a jar.
     *
     * @param advisory the advisory
     * @param library {@code group:artifact}
     * @param version its version; empty where it is not known
     * @param where the jar inside of the jar that it is in; empty for the outermost
     * @param affected the versions that are affected
     * @param fixed the version in which it is mended; empty where there is none
     * @param certain whether it is certain that this library in this version is in it
     */
    record Match(
            Advisory advisory,
            String library,
            String version,
            String where,
            String affected,
            String fixed,
            boolean certain) {}
}
