package dev.pergola.vetting.internal.linkage;

import dev.pergola.vetting.internal.code.Archive;
import dev.pergola.vetting.internal.code.ClassCode;
import dev.pergola.vetting.internal.code.ClassShape;
import dev.pergola.vetting.internal.code.Headers;
import dev.pergola.vetting.internal.code.Headers.Clause;
import dev.pergola.vetting.internal.code.Names;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** All that a jar would see once it is wired: its own classes, and those of the packages that it imports. */
final class Space implements Scope {
    private final Surroundings surroundings;
    private final String provider;
    private final Map<String, ClassCode> own = new HashMap<>();
    private final Set<String> ownPackages = new HashSet<>();
    private final Map<String, Clause> imports = new HashMap<>();
    private final List<Clause> dynamic;
    private final Set<String> exports = new HashSet<>();
    private final Map<String, List<Provider>> required = new HashMap<>();
    private final Map<String, Answer> answers = new HashMap<>();
    private final Map<String, List<Provider>> exporters = new HashMap<>();

    /** What there is to say of a class. */
    sealed interface Answer {
        /** It is there. */
        record Here(Found found) implements Answer {}

        /** Its package is provided, and it is not in it. */
        record NotIn(Provider provider, Clause imported) implements Answer {}

        /** Its package is neither in the jar nor imported. */
        record NotImported(String packageName) implements Answer {}

        /** Nobody provides its package now; somebody may, before the jar is started. */
        record NotYet(String packageName, Clause imported) implements Answer {}
    }

    /**
     * The classes of a jar and around it.
     *
     * @param provider who has its own classes, as others see it; empty for those who look from the jar itself
     */
    Space(Archive archive, Surroundings surroundings, String provider) {
        this.surroundings = surroundings;
        this.provider = provider;
        int feature = Runtime.version().feature();
        for (ClassCode type : archive.classes()) {
            int release = type.origin().release();
            if (!type.origin().loadable() || release > feature) continue;
            ownPackages.add(type.packageName());
            own.merge(
                    type.name(),
                    type,
                    (one, other) -> other.origin().release() > one.origin().release() ? other : one);
        }
        for (Clause clause : Headers.clauses(archive.headers(), "Import-Package")) {
            clause.paths().forEach(path -> imports.put(path, clause));
        }
        for (Clause clause : Headers.clauses(archive.headers(), "Export-Package")) exports.addAll(clause.paths());
        dynamic = Headers.clauses(archive.headers(), "DynamicImport-Package");
        for (Clause clause : Headers.clauses(archive.headers(), "Require-Bundle")) {
            for (String name : clause.paths()) require(name, clause);
        }
    }

    private void require(String name, Clause clause) {
        List<Provider> found = surroundings.exportedBy(name).stream()
                .filter(bundle -> {
                    Object version = bundle.attributes().get("bundle-version");
                    return !(version instanceof org.osgi.framework.Version exact)
                            || clause.range("bundle-version").includes(exact);
                })
                .toList();
        found.forEach(bundle -> required.computeIfAbsent(bundle.packageName(), key -> new ArrayList<>())
                .add(bundle));
    }

    /** The classes of the jar that the framework would load on this Java. */
    Iterable<ClassCode> own() {
        return own.values();
    }

    /** The import that a package comes by; empty for the jar's own and for Java's. */
    Optional<Clause> imported(String packageName) {
        return Optional.ofNullable(imports.get(packageName));
    }

    @Override
    public Optional<Found> find(String internalName) {
        return look(internalName) instanceof Answer.Here here ? Optional.of(here.found()) : Optional.empty();
    }

    /** Looks for a class where the framework would. */
    Answer look(String internalName) {
        @Nullable Answer known = answers.get(internalName);
        if (known != null) return known;
        String packageName = Names.packageOf(internalName);
        // Of jars that import from each other, one may end up asking itself.
        answers.put(internalName, new Answer.NotImported(packageName));
        Answer answer = search(internalName, packageName);
        answers.put(internalName, answer);
        return answer;
    }

    private Answer search(String name, String packageName) {
        if (packageName.startsWith("java.") || surroundings.isDelegated(packageName)) {
            Optional<Found> found = surroundings.java().find(name);
            if (found.isPresent()) return new Answer.Here(found.get());
        }
        @Nullable Clause clause = imports.get(packageName);
        if (clause != null && !(exports.contains(packageName) && own.containsKey(name))) {
            for (Provider exporter : exporters(packageName)) {
                // The framework wires a package to one provider, and asks nobody else for what that one lacks.
                if (exporter.matches(clause)) return in(exporter, clause, name);
            }
            if (!ownPackages.contains(packageName)) return new Answer.NotYet(packageName, clause);
        }
        for (Provider bundle : required.getOrDefault(packageName, List.of())) {
            Optional<Found> found = bundle.scope().find(name);
            if (found.isPresent()) return new Answer.Here(found.get());
        }
        @Nullable ClassCode mine = own.get(name);
        if (mine != null) return new Answer.Here(new Found(ClassShape.of(mine), this, provider));
        return dynamically(name, packageName);
    }

    private List<Provider> exporters(String packageName) {
        return exporters.computeIfAbsent(packageName, surroundings::exporters);
    }

    private Answer dynamically(String name, String packageName) {
        for (Clause clause : dynamic) {
            for (String pattern : clause.paths()) {
                boolean fits = pattern.equals("*")
                        || pattern.equals(packageName)
                        || pattern.endsWith(".*") && packageName.startsWith(pattern.substring(0, pattern.length() - 1));
                if (!fits) continue;
                for (Provider exporter : exporters(packageName)) {
                    if (exporter.matches(clause)) return in(exporter, clause, name);
                }
                return new Answer.NotYet(packageName, clause);
            }
        }
        return new Answer.NotImported(packageName);
    }

    private static Answer in(Provider exporter, Clause clause, String name) {
        return exporter.scope()
                .find(name)
                .<Answer>map(Answer.Here::new)
                .orElseGet(() -> new Answer.NotIn(exporter, clause));
    }
}
