package dev.pergola.vetting.internal.linkage;

import dev.pergola.vetting.internal.code.Archive;
import dev.pergola.vetting.internal.code.Headers;
import dev.pergola.vetting.internal.code.Headers.Clause;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What there will be once some bundles have gone and some jars have come. The jars are resolved by then, so they count. */
final class Rewired implements Surroundings {
    private final Surroundings now;
    private final Set<Long> leaving;
    private final Map<String, List<Provider>> coming = new HashMap<>();

    Rewired(Surroundings now, Set<Long> leaving) {
        this.now = now;
        this.leaving = leaving;
    }

    /**
     * Adds a jar that comes.
     *
     * @param name its name and version, for people
     */
    void add(String name, Archive archive) {
        Map<String, String> headers = archive.headers();
        String symbolicName = Headers.clauses(headers, "Bundle-SymbolicName").stream()
                .findFirst()
                .map(clause -> clause.paths().get(0))
                .orElse("");
        Coming jar = new Coming(name, archive);
        List<Provider> exports = coming.computeIfAbsent(symbolicName, key -> new ArrayList<>());
        for (Clause clause : Headers.clauses(headers, "Export-Package")) {
            Map<String, Object> attributes = new HashMap<>(clause.attributes());
            attributes.put("version", Headers.version(clause.attribute("version")));
            attributes.put("bundle-version", Headers.version(Headers.value(headers, "Bundle-Version")));
            attributes.put("bundle-symbolic-name", symbolicName);
            for (String path : clause.paths()) {
                exports.add(new Provider(path, attributes, name, true, Long.MAX_VALUE, jar));
            }
        }
    }

    @Override
    public List<Provider> exporters(String packageName) {
        List<Provider> providers = new ArrayList<>(staying(now.exporters(packageName)));
        coming.values()
                .forEach(exports -> exports.stream()
                        .filter(export -> export.packageName().equals(packageName))
                        .forEach(providers::add));
        providers.sort(Provider.PREFERENCE);
        return providers;
    }

    @Override
    public List<Provider> exportedBy(String symbolicName) {
        List<Provider> providers = new ArrayList<>(staying(now.exportedBy(symbolicName)));
        providers.addAll(coming.getOrDefault(symbolicName, List.of()));
        providers.sort(Provider.PREFERENCE);
        return providers;
    }

    private List<Provider> staying(List<Provider> providers) {
        return providers.stream()
                .filter(provider -> !leaving.contains(provider.bundleId()))
                .toList();
    }

    @Override
    public Scope java() {
        return now.java();
    }

    @Override
    public boolean isDelegated(String packageName) {
        return now.isDelegated(packageName);
    }

    /** The classes of a jar that comes, found once somebody asks: by then all that come are known. */
    private final class Coming implements Scope {
        private final String name;
        private final Archive archive;
        private @Nullable Space space;

        Coming(String name, Archive archive) {
            this.name = name;
            this.archive = archive;
        }

        @Override
        public Optional<Found> find(String internalName) {
            Space made = space;
            if (made == null) space = made = new Space(archive, Rewired.this, name);
            return made.find(internalName);
        }
    }
}
