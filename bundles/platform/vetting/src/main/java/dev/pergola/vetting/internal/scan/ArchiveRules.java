package dev.pergola.vetting.internal.scan;

import dev.pergola.vetting.internal.code.Oddity;
import dev.pergola.vetting.internal.code.Oddity.Kind;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What is wrong with the file itself. Whatever could not be looked at is refused. */
final class ArchiveRules {
    private static final String ANEW = "Build it anew with the usual tools";

    private static final Map<Kind, Rule> BY_KIND = new EnumMap<>(Map.of(
            Kind.UNREADABLE,
            new Rule("scan.archive.unreadable", Level.BLOCK, "or a jar in it cannot be read to its end", ANEW),
            Kind.BOMB,
            new Rule(
                    "scan.archive.bomb", Level.BLOCK, "unpacks to far more than it is", "Ship the data some other way"),
            Kind.TOO_MUCH,
            new Rule(
                    "scan.archive.too-much",
                    Level.BLOCK,
                    "holds more than can be looked at",
                    "Make it smaller, or divide it"),
            Kind.DUPLICATE,
            new Rule("scan.archive.duplicate", Level.BLOCK, "has several entries of one name", ANEW),
            Kind.OUTSIDE,
            new Rule("scan.archive.outside", Level.BLOCK, "has entries whose names lead out of it", ANEW),
            Kind.PREFIX,
            new Rule("scan.archive.prefix", Level.BLOCK, "or a jar in it is also a file of another kind", ANEW),
            Kind.CLASS_UNREADABLE,
            new Rule("scan.class.unreadable", Level.BLOCK, "has classes that cannot be read", ANEW),
            Kind.CLASS_TOO_NEW,
            new Rule(
                    "scan.class.version",
                    Level.BLOCK,
                    "has classes for a later Java than the one that runs",
                    "Compile it with --release for this Java")));

    static final List<Rule> ALL = List.copyOf(BY_KIND.values());

    private ArchiveRules() {}

    static void look(List<Oddity> oddities, Findings findings) {
        for (Oddity oddity : oddities) {
            Rule rule = java.util.Objects.requireNonNull(BY_KIND.get(oddity.kind()), "every kind has a rule");
            findings.at(oddity.where(), rule, oddity.detail());
        }
    }
}
