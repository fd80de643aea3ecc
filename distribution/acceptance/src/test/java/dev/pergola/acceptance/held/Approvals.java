package dev.pergola.acceptance.held;

import dev.pergola.lifecycle.Candidate;
import dev.pergola.lifecycle.Verdict;
import dev.pergola.lifecycle.Vetter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Holds every plugin until a file says that its version is approved; notes each question. */
@Component
public final class Approvals implements Vetter {
    private final Path approved;

    @Activate
    public Approvals(BundleContext context) {
        this.approved = Path.of(context.getProperty("test.approved"));
    }

    @Override
    public String name() {
        return "approval";
    }

    @Override
    public List<Verdict> vet(Candidate candidate) throws IOException {
        String plugin =
                candidate.metadata().map(m -> m.id() + " " + m.version()).orElse("a library");
        Files.writeString(
                approved.resolveSibling("asked.txt"),
                plugin + "\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
        if (Files.readAllLines(approved).contains(plugin)) return List.of();
        return List.of(new Verdict.Hold("approval", "nobody has approved " + plugin, "Approve it"));
    }
}
