package dev.pergola.vetting.internal.advisory;

import dev.pergola.lifecycle.LibraryInfo;
import dev.pergola.lifecycle.PluginManager;
import dev.pergola.lifecycle.Problem;
import dev.pergola.store.Installation;
import dev.pergola.store.Installations;
import dev.pergola.vetting.Advisories.Match;
import dev.pergola.vetting.internal.sbom.ArchiveReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at what is installed already: at the jars that are kept in the data directory, each under its digest. */
final class Installed {
    private static final Logger LOG = LoggerFactory.getLogger(Installed.class);

    private final Path data;
    private final Installations installations;
    private final AdvisoryMatcher matcher;
    private final Supplier<Optional<PluginManager>> plugins;

    Installed(
            Path data,
            Installations installations,
            AdvisoryMatcher matcher,
            Supplier<Optional<PluginManager>> plugins) {
        this.data = data;
        this.installations = installations;
        this.matcher = matcher;
        this.plugins = plugins;
    }

    /**
     * What was found in one jar.
     *
     * @param unread why it could not be compared with anything, where it could not
     */
    record Matches(String digest, List<Match> matches, Optional<Problem> unread) {}

    /** The installed plugins that some advisories are about, directly or by a library that they use. */
    Map<Installation, Set<String>> affectedBy(Set<String> advisories) {
        Map<Installation, Set<String>> affected = new LinkedHashMap<>();
        if (advisories.isEmpty()) return affected;
        List<Installation> all = installations.all();
        for (Installation one : all) {
            Set<String> ids = matches(one).matches().stream()
                    .map(match -> match.advisory().id())
                    .filter(advisories::contains)
                    .collect(Collectors.toSet());
            if (ids.isEmpty()) continue;
            for (Installation plugin : concerned(one, all)) {
                affected.computeIfAbsent(plugin, p -> new HashSet<>()).addAll(ids);
            }
        }
        return affected;
    }

    /** A plugin itself; of a library, those that use it. */
    private List<Installation> concerned(Installation one, List<Installation> all) {
        if (one.kind() == Installation.Kind.PLUGIN) return List.of(one);
        Set<String> users = libraries().stream()
                .filter(library -> library.digest().equals(one.digest()))
                .flatMap(library -> library.users().stream())
                .collect(Collectors.toSet());
        return all.stream()
                .filter(plugin -> plugin.current() && users.contains(plugin.pluginId()))
                .toList();
    }

    /** What is known of a plugin's current version and of the libraries that it uses. */
    List<Matches> matches(String pluginId) {
        List<Matches> found = new ArrayList<>();
        for (Installation installation : installations.of(pluginId)) {
            if (installation.current()) found.add(matches(installation));
        }
        Set<String> used = libraries().stream()
                .filter(library -> library.users().contains(pluginId))
                .map(LibraryInfo::digest)
                .collect(Collectors.toSet());
        for (Installation installation : installations.all()) {
            if (used.contains(installation.digest())) found.add(matches(installation));
        }
        return found;
    }

    private List<LibraryInfo> libraries() {
        return plugins.get().map(PluginManager::libraries).orElse(List.of());
    }

    private Matches matches(Installation installation) {
        Path jar = data.resolve("artifacts").resolve(installation.digest() + ".jar");
        try {
            return new Matches(installation.digest(), matcher.match(ArchiveReader.read(jar)), Optional.empty());
        } catch (IOException e) {
            LOG.warn(
                    "{} cannot be compared with the advisories, as its jar cannot be read: {}",
                    installation.pluginId(),
                    e.toString());
            return new Matches(
                    installation.digest(),
                    List.of(),
                    Optional.of(new Problem(
                            "advisory-unread",
                            "The kept jar of " + installation.pluginId() + " " + installation.version()
                                    + " cannot be read, so it was not compared with the advisories: " + e.getMessage(),
                            "Install it anew from its file")));
        }
    }
}
