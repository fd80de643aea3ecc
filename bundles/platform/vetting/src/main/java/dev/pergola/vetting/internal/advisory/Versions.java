package dev.pergola.vetting.internal.advisory;

import dev.pergola.vetting.Advisories.Affected;
import dev.pergola.vetting.Advisories.Range;
import java.util.Optional;
import org.apache.maven.artifact.versioning.ComparableVersion;

/** Whether a version is affected, by Maven's order of versions. */
final class Versions {
    private Versions() {}

    static int compare(String one, String other) {
        return new ComparableVersion(one).compareTo(new ComparableVersion(other));
    }

    /** The range, or the single version, that a version is in. */
    static Optional<Range> affecting(Affected affected, String version) {
        for (Range range : affected.ranges()) {
            if (isIn(range, version)) return Optional.of(range);
        }
        return affected.versions().stream()
                .filter(single -> single.equals(version))
                .findFirst()
                .map(single -> new Range(single, "", single));
    }

    private static boolean isIn(Range range, String version) {
        if (!range.introduced().equals("0") && compare(version, range.introduced()) < 0) return false;
        if (!range.fixed().isEmpty()) return compare(version, range.fixed()) < 0;
        return range.lastAffected().isEmpty() || compare(version, range.lastAffected()) <= 0;
    }
}
