package dev.pergola.lifecycle.internal;

import dev.pergola.lifecycle.Rewiring;
import dev.pergola.lifecycle.Verdict;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Has a jar looked at in view of what it would do. */
final class Examination {
    private final Checks checks;
    private final Views views;

    Examination(Checks checks, Views views) {
        this.checks = checks;
        this.views = views;
    }

    /** What the checks say, and what its version says. */
    List<Verdict> of(Descriptor descriptor, Path jar, String source, Intent intent) {
        List<Verdict> verdicts = new ArrayList<>(checks.run(
                descriptor,
                jar,
                source,
                intent.replaces().filter(Managed::isPlugin).map(views::plugin),
                intent.replaces().map(views::rewiring).orElse(Rewiring.NONE)));
        if (intent.operation().equals("downgrade")) {
            verdicts.add(new Verdict.Warn(
                    "version",
                    descriptor + " is older than "
                            + intent.replaces().orElseThrow().version() + ", which it replaces",
                    "Check that the plugin can read what the newer version wrote to its state"));
        }
        return verdicts;
    }
}
