package dev.pergola.vetting.internal.scan;

import java.util.List;
import java.util.stream.Stream;

/** All that the scan looks for. */
final class Rules {
    /** Rules that show in the use of members. */
    static final List<CodeRule> CODE = Stream.of(SystemRules.ALL, DynamicRules.ALL, ExchangeRules.ALL)
            .flatMap(List::stream)
            .toList();

    private static final List<Rule> ALL = Stream.of(
                    CODE.stream().map(CodeRule::rule).toList(),
                    ShapeRules.ALL,
                    TextRules.ALL,
                    NamingRules.ALL,
                    PayloadRules.ALL,
                    ManifestRules.ALL,
                    ArchiveRules.ALL)
            .flatMap(List::stream)
            .toList();

    private Rules() {}

    /** Every rule of the scan. */
    static List<Rule> all() {
        return ALL;
    }
}
