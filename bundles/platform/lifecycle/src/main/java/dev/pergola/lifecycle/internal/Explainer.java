package dev.pergola.lifecycle.internal;

import dev.pergola.api.PluginNotFoundException;
import dev.pergola.lifecycle.DeploymentReport;
import dev.pergola.lifecycle.Explanation;
import dev.pergola.lifecycle.Problem;
import dev.pergola.store.Deployment;
import dev.pergola.store.DeploymentJournal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Says why a plugin, or a file, is as it is. */
final class Explainer {
    private static final int DEPLOYMENTS = 10;
    /** How far back the journal is read for files that a plugin came from. */
    private static final int FILES = 200;

    private final Registry registry;
    private final Views views;
    private final DeploymentJournal journal;
    private final DropIn dropIn;
    private final Concerns concerns;
    private final List<Path> directories;

    Explainer(
            Registry registry,
            Views views,
            DeploymentJournal journal,
            DropIn dropIn,
            Concerns concerns,
            List<Path> directories) {
        this.registry = registry;
        this.views = views;
        this.journal = journal;
        this.dropIn = dropIn;
        this.concerns = concerns;
        this.directories = directories;
    }

    Explanation explain(String subject) {
        Optional<Managed> managed = registry.current(subject);
        List<Deployment> deployments = journal.of(subject, DEPLOYMENTS);
        if (managed.isPresent() && managed.get().isPlugin()) return plugin(managed.get(), deployments);
        Optional<Path> file = file(subject);
        if (file.isPresent()) return file(file.get());
        if (!deployments.isEmpty()) return gone(subject, deployments);
        throw new PluginNotFoundException("There is no plugin and no file in a plugin directory called '" + subject
                + "'; plugin:list shows what is installed");
    }

    /** A plugin that is not installed: what became of it, and of the files that it came from. */
    private Explanation gone(String id, List<Deployment> deployments) {
        Deployment last = deployments.get(0);
        boolean uninstalled = last.operation().equals("uninstall") && last.outcome() == Deployment.Outcome.COMMITTED;
        String summary = uninstalled
                ? id + " " + last.fromVersion() + " was uninstalled at " + last.startedAt()
                : "It is not installed. The last attempt, " + last.operation() + ", " + outcome(last);
        return new Explanation(id, summary, Optional.empty(), leftFiles(id), deployments);
    }

    private List<Problem> leftFiles(String id) {
        List<Problem> left = new ArrayList<>();
        journal.of(id, FILES).stream()
                .flatMap(d -> Sources.path(d.source()).stream())
                .distinct()
                .filter(file -> directories.contains(file.getParent()))
                .filter(file -> registry.all().stream()
                        .noneMatch(m -> m.installation().source().equals(file.toString())))
                .forEach(file -> {
                    Path aside = Leftovers.aside(file);
                    if (Files.exists(file)) left.add(notTaken(file));
                    if (Files.exists(aside)) {
                        left.add(new Problem(
                                "set-aside",
                                aside + " was set aside when " + id + " was uninstalled, so that it does not come back",
                                "Rename it to " + file.getFileName() + " to install it again, or remove it"));
                    }
                });
        return left;
    }

    private Problem notTaken(Path file) {
        Optional<Problem> refused = dropIn.report(file)
                .filter(report -> !report.succeeded())
                .flatMap(report -> report.problems().stream().findFirst());
        String why = refused.map(problem -> "was refused: " + problem.message())
                .or(() -> journal.latestFrom(file.toString())
                        .filter(d -> d.outcome() != Deployment.Outcome.COMMITTED)
                        .map(d -> outcome(d) + "; it is not tried again by itself"))
                .orElse("was taken in before, and has not changed since; it is looked at again at the next start");
        return new Problem(
                "not-taken",
                file + " " + why,
                refused.map(problem -> problem.remedy() + "; or ").orElse("") + "plugin:install " + file
                        + " installs it now; remove it if it is not to come back");
    }

    private Explanation plugin(Managed managed, List<Deployment> deployments) {
        List<Problem> problems = new ArrayList<>(views.problems(managed));
        Sources.path(managed.installation().source())
                .flatMap(dropIn::report)
                // What failed is the plugin itself then, which tells of that as long as it is so.
                .filter(r -> !r.succeeded() && r.outcome() != DeploymentReport.Outcome.FAILED)
                .map(DeploymentReport::problems)
                .ifPresent(problems::addAll);
        problems.addAll(concerns.about(managed.id(), managed.descriptor().digest()));
        problems.addAll(concerns.own());
        String summary = switch (managed.state()) {
            case ACTIVE ->
                problems.isEmpty() ? managed + " is active" : managed + " is active, with something to attend to";
            case LOADED ->
                managed.installation().enabled()
                        ? managed
                                + (problems.stream().anyMatch(p -> p.code().startsWith("held-"))
                                        ? " is held until somebody decides; plugin:reconsider " + managed.id()
                                                + " has it looked at again"
                                        : " is installed and waits")
                        : managed + " is installed and disabled; plugin:enable " + managed.id() + " starts it";
            case FAILED -> managed + " failed";
            case QUARANTINED -> managed + " is quarantined";
            default -> managed + " is " + managed.state().name().toLowerCase(Locale.ROOT);
        };
        if (!deployments.isEmpty() && deployments.get(0).outcome() == Deployment.Outcome.ROLLED_BACK) {
            summary += "; the last " + deployments.get(0).operation() + " " + outcome(deployments.get(0));
        }
        return new Explanation(managed.id(), summary, Optional.of(views.plugin(managed)), problems, deployments);
    }

    private Explanation file(Path file) {
        Optional<DeploymentReport> report = dropIn.report(file);
        Optional<Deployment> last = journal.latestFrom(file.toString());
        return new Explanation(
                file.toString(),
                summary(file, report, last),
                Optional.empty(),
                report.map(DeploymentReport::problems).orElse(List.of()),
                last.map(List::of).orElse(List.of()));
    }

    private String summary(Path file, Optional<DeploymentReport> report, Optional<Deployment> last) {
        Optional<Managed> from = registry.all().stream()
                .filter(m -> m.installation().source().equals(file.toString()))
                .findFirst();
        boolean stands = last.isEmpty() || last.get().outcome() == Deployment.Outcome.COMMITTED;
        if (from.isPresent() && stands) {
            return from.get() + " is installed from it, and is " + from.get().state();
        }
        if (last.isPresent() && stands) {
            String id = last.get().pluginId();
            String now = registry.current(id)
                    .map(m -> m + " is what is installed now, by a later "
                            + journal.of(id, 1).stream()
                                    .findFirst()
                                    .map(Deployment::operation)
                                    .orElse("change"))
                    .orElse(id + " is not installed any more");
            return "The last attempt to install it " + outcome(last.get()) + ", but " + now;
        }
        return last.map(d -> "The last attempt to install it " + outcome(d))
                .or(() -> report.filter(r -> r.outcome() == DeploymentReport.Outcome.UNCHANGED)
                        .map(r ->
                                "It is the same as what " + r.pluginId() + " " + r.toVersion() + " is installed from"))
                .orElse("Nothing has been attempted with it yet");
    }

    private Optional<Path> file(String name) {
        try {
            Path given = Path.of(name);
            if (given.isAbsolute()) return Optional.of(given).filter(Files::exists);
            return directories.stream()
                    .map(d -> d.resolve(name))
                    .filter(Files::exists)
                    .findFirst();
        } catch (java.nio.file.InvalidPathException e) {
            return Optional.empty();
        }
    }

    private static String outcome(Deployment deployment) {
        String to = deployment.toVersion().isEmpty() ? "" : " to " + deployment.toVersion();
        return switch (deployment.outcome()) {
            case PENDING -> "is under way, at '" + deployment.step() + "'";
            case COMMITTED -> "succeeded" + to;
            case ROLLED_BACK -> "failed at '" + deployment.step() + "' and was rolled back: " + deployment.detail();
            case REFUSED -> "was refused: " + deployment.detail();
            case HELD -> "is held until somebody decides: " + deployment.detail();
            case INTERRUPTED -> "was cut off by a crash at '" + deployment.step() + "'";
        };
    }
}
