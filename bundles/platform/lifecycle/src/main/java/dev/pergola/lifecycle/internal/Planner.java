package dev.pergola.lifecycle.internal;

import dev.pergola.lifecycle.Plan;
import dev.pergola.lifecycle.Plan.Effect;
import dev.pergola.lifecycle.PluginState;
import dev.pergola.lifecycle.Problem;
import dev.pergola.lifecycle.Verdict;
import dev.pergola.lifecycle.internal.Artifacts.Staged;
import dev.pergola.store.Deployment;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Tells what an operation would do. Asks the same questions as the operation itself, and changes nothing. */
final class Planner {
    static final List<String> OPERATIONS = List.of("enable", "disable", "reload", "rollback", "uninstall");
    private final Artifacts artifacts;
    private final Registry registry;
    private final Intents intents;
    private final Examination examination;
    private final Prospects prospects;
    private final Manager manager;
    private final KeptJars jars;

    Planner(
            Artifacts artifacts,
            Registry registry,
            Intents intents,
            Examination examination,
            Prospects prospects,
            Manager manager,
            KeptJars jars) {
        this.artifacts = artifacts;
        this.registry = registry;
        this.intents = intents;
        this.examination = examination;
        this.prospects = prospects;
        this.manager = manager;
        this.jars = jars;
    }

    Plan install(Path jar) {
        try (Staged staged = artifacts.stage(jar)) {
            Descriptor target = DescriptorReader.read(staged.path(), staged.digest());
            Intent intent = intents.of(target, jar.toString(), false, false);
            if (intent.problem().isPresent())
                return refused("install", target.id(), intent.problem().get());
            if (intent.operation().equals("nothing")) {
                return plan(
                        "nothing",
                        target.id(),
                        target.version().toString(),
                        target.version().toString(),
                        List.of(new Verdict.Pass("manifest", target + " is installed already")),
                        List.of(),
                        List.of());
            }
            List<Verdict> verdicts = new ArrayList<>(examination.of(target, staged.path(), jar.toString(), intent));
            return replace(intent.operation(), target, intent.replaces(), verdicts);
        } catch (RefusedException e) {
            return refused("install", jar.getFileName().toString(), e.problem());
        } catch (IOException e) {
            return refused(
                    "install",
                    jar.getFileName().toString(),
                    new Problem("no-jar", "The file cannot be read as a jar: " + e.getMessage(), "Check the path"));
        }
    }

    Plan of(String operation, String pluginId) {
        Managed managed = manager.require(pluginId);
        return switch (operation) {
            case "enable" ->
                managed.state() == PluginState.ACTIVE
                        ? plan(
                                "nothing",
                                pluginId,
                                managed.version(),
                                managed.version(),
                                List.of(),
                                List.of(),
                                List.of())
                        : replace("enable", managed.descriptor(), Optional.empty(), new ArrayList<>());
            case "reload" ->
                replace(
                        "reload",
                        managed.descriptor(),
                        Optional.of(managed).filter(m -> m.live().isPresent()),
                        new ArrayList<>());
            case "rollback" -> rollback(managed);
            case "disable", "uninstall" -> takeOut(operation, managed);
            default ->
                throw new IllegalArgumentException(
                        "There is no operation '" + operation + "'; there are " + OPERATIONS);
        };
    }

    private Plan rollback(Managed managed) {
        Optional<Deployment> earlier = jars.earlier(managed, Optional.empty());
        if (earlier.isEmpty()) {
            return refused(
                    "rollback",
                    managed.id(),
                    new Problem(
                            "no-earlier-version",
                            "There is no earlier version to go back to",
                            "Install one from its file"));
        }
        try {
            Descriptor target = jars.read(earlier.get());
            return replace("rollback", target, Optional.of(managed), new ArrayList<>());
        } catch (IOException | RefusedException e) {
            return refused(
                    "rollback",
                    managed.id(),
                    new Problem(
                            "artifact-damaged",
                            "The kept jar cannot be read: " + e.getMessage(),
                            "Install it from its file"));
        }
    }

    private Plan replace(String operation, Descriptor target, Optional<Managed> replaces, List<Verdict> verdicts) {
        List<Managed> dependents = replaces.map(registry::dependents).orElse(List.of());
        Set<Managed> without = new HashSet<>(dependents);
        replaces.ifPresent(without::add);
        List<Descriptor> coming = new ArrayList<>(List.of(target));
        dependents.forEach(d -> coming.add(d.descriptor()));
        Availability after = prospects.availability(without, coming);
        List<Problem> missing = after.missing(target);
        List<Effect> effects = new ArrayList<>();
        List<String> steps = new ArrayList<>();
        if (!missing.isEmpty() && replaces.isEmpty()) {
            missing.forEach(p -> verdicts.add(new Verdict.Warn("dependencies", p.message(), p.remedy())));
            effects.add(new Effect(target.id(), "wait", missing.get(0).message()));
            steps.add("install " + target + ", and start it when what it needs is there");
        } else {
            missing.forEach(p -> verdicts.add(new Verdict.Block("dependencies", p)));
            steps.add("start " + target + (replaces.isPresent() ? " beside " + replaces.get() : ""));
            effects.add(new Effect(target.id(), replaces.isPresent() ? "restart" : "start", operation));
            for (Managed dependent : dependents) {
                after.missing(dependent.descriptor()).forEach(p -> verdicts.add(new Verdict.Block("dependents", p)));
                steps.add("start a fresh instance of " + dependent + ", wired to " + target);
                effects.add(new Effect(dependent.id(), "restart", "it is wired to " + target.id()));
            }
            steps.add("check health, commit, move callers over");
            if (replaces.isPresent()) steps.add("drain running calls, then stop the old instances");
        }
        return plan(
                operation,
                target.id(),
                replaces.map(Managed::version).orElse(""),
                target.version().toString(),
                verdicts,
                steps,
                effects);
    }

    private Plan takeOut(String operation, Managed managed) {
        List<Effect> effects = new ArrayList<>();
        List<String> steps = new ArrayList<>();
        for (Managed dependent : registry.dependents(managed)) {
            effects.add(
                    new Effect(dependent.id(), "stop", "it needs " + managed.id() + ", and waits until that is back"));
            steps.add("drain and stop " + dependent);
        }
        effects.add(new Effect(managed.id(), operation.equals("disable") ? "stop" : "remove", operation));
        steps.add("drain and stop " + managed);
        if (operation.equals("uninstall"))
            steps.add("remove its state, configuration and data, unless they are to be kept");
        return plan(operation, managed.id(), managed.version(), "", List.of(), steps, effects);
    }

    private Plan refused(String operation, String id, Problem problem) {
        return plan(operation, id, "", "", List.of(new Verdict.Block("pipeline", problem)), List.of(), List.of());
    }

    private Plan plan(
            String operation,
            String id,
            String from,
            String to,
            List<Verdict> verdicts,
            List<String> steps,
            List<Effect> effects) {
        Set<String> touched = new HashSet<>();
        effects.forEach(e -> touched.add(e.pluginId()));
        long untouched = registry.all().stream()
                .filter(m -> m.isPlugin() && m.state() == PluginState.ACTIVE && !touched.contains(m.id()))
                .count();
        return new Plan(operation, id, from, to, verdicts, steps, effects, (int) untouched);
    }
}
