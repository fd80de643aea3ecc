package dev.pergola.lifecycle.internal;

import dev.pergola.lifecycle.DeploymentReport;
import dev.pergola.lifecycle.DeploymentReport.Outcome;
import dev.pergola.lifecycle.PluginManager.InstallOptions;
import dev.pergola.lifecycle.Problem;
import dev.pergola.lifecycle.internal.Artifacts.Staged;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Gets hold of a jar that somebody wants installed, wherever it is, and has it installed. */
final class Fetching {
    private final Artifacts artifacts;
    private final Downloads downloads;
    private final Installer installer;

    Fetching(Artifacts artifacts, Downloads downloads, Installer installer) {
        this.artifacts = artifacts;
        this.downloads = downloads;
        this.installer = installer;
    }

    DeploymentReport install(Path jar, InstallOptions options, String actor) {
        Path path = jar.toAbsolutePath().normalize();
        try (Staged staged = artifacts.stage(path)) {
            String source = options.source().isEmpty() ? path.toString() : options.source();
            return installer.install(staged, source, options, false, actor);
        } catch (IOException | RefusedException e) {
            return unreadable(path.toString(), e);
        }
    }

    DeploymentReport install(URI jar, InstallOptions options, String actor) {
        String source = options.source().isEmpty() ? Sources.of(jar) : options.source();
        try {
            downloads.check(jar);
            if ("file".equalsIgnoreCase(jar.getScheme())) return install(Path.of(jar), options, actor);
            try (InputStream in = downloads.open(jar);
                    Staged staged = artifacts.stage(in)) {
                return installer.install(staged, source, options, false, actor);
            }
        } catch (IOException | RefusedException | IllegalArgumentException e) {
            return unreadable(source, e);
        }
    }

    private static DeploymentReport unreadable(String source, Exception e) {
        Problem problem = e instanceof RefusedException refused
                ? refused.problem()
                : new Problem(
                        "unreadable",
                        source + " cannot be read: " + e.getMessage(),
                        "Check the path or URL and its rights");
        return new DeploymentReport(
                0, "install", "", "", "", Outcome.REFUSED, List.of(), List.of(problem), Duration.ZERO);
    }
}
