package dev.pergola.sandbox.internal;

import dev.pergola.sandbox.Isolation;
import dev.pergola.sandbox.internal.egress.Grants;
import dev.pergola.sandbox.internal.egress.Rule;
import java.io.FilePermission;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.osgi.service.condpermadmin.BundleLocationCondition;
import org.osgi.service.condpermadmin.ConditionInfo;
import org.osgi.service.condpermadmin.ConditionalPermissionAdmin;
import org.osgi.service.condpermadmin.ConditionalPermissionInfo;
import org.osgi.service.permissionadmin.PermissionInfo;

/** The kernel's rows of permissions, as far as they can be about the bundles of one sandbox. */
final class PermissionRows {
    private static final String PLUGINS = "pergola:";
    /** A sandbox has its own, whatever was granted. */
    private static final List<Path> SYSTEM = List.of(Path.of("/proc"), Path.of("/sys"), Path.of("/dev"));

    private final Optional<ConditionalPermissionAdmin> admin;
    private final Path plugins;
    private volatile long until = Long.MAX_VALUE;

    /**
     * Without an admin, nothing is enforced and there are no rows.
     *
     * @param plugins the folder that the plugins' own ones are in
     */
    PermissionRows(Optional<ConditionalPermissionAdmin> admin, Path plugins) {
        this.admin = admin;
        this.plugins = plugins;
    }

    /** They are others now, and change by themselves at a time. */
    void changed(long until) {
        this.until = until;
    }

    /** When the first of them changes by itself, in milliseconds; {@link Long#MAX_VALUE} for never. */
    long until() {
        return until;
    }

    /** In the order of the table, as text; a row is left out only where it is plainly about other plugins. */
    List<String> of(List<String> locations) {
        List<String> rows = new ArrayList<>();
        admin.ifPresent(found -> {
            for (ConditionalPermissionInfo row :
                    found.newConditionalPermissionUpdate().getConditionalPermissionInfos())
                if (concerns(row, locations)) rows.add(row.getEncoded());
        });
        return rows;
    }

    /**
     * Files and folders that these rows let some bundles read, or write, as far as they name any: what the operating system
     * has to show them. Whether they may is Java's to say; a row that denies is left out here.
     */
    Files files(List<String> locations) {
        Set<Path> read = new TreeSet<>();
        Set<Path> write = new TreeSet<>();
        admin.ifPresent(found -> {
            for (ConditionalPermissionInfo row :
                    found.newConditionalPermissionUpdate().getConditionalPermissionInfos()) {
                if (!row.getAccessDecision().equals(ConditionalPermissionInfo.ALLOW) || !concerns(row, locations))
                    continue;
                for (PermissionInfo permission : row.getPermissionInfos())
                    if (permission.getType().equals(FilePermission.class.getName()))
                        root(permission.getName())
                                // Libraries may get to what their plugins do, which is in rows of those.
                                .filter(path -> !path.equals(plugins))
                                .ifPresent(
                                        path -> (permission.getActions().matches(".*(write|delete).*") ? write : read)
                                                .add(path));
            }
        });
        return new Files(read, write);
    }

    /**
     * Where these rows let a bundle connect to from a sandbox: the same as they say in the kernel's process, but for
     * conditions, which are about the sandbox.
     */
    Grants network(String location, Isolation.Tier tier) {
        if (admin.isEmpty()) return Grants.unenforced();
        List<Rule> rules = new ArrayList<>();
        for (ConditionalPermissionInfo row :
                admin.get().newConditionalPermissionUpdate().getConditionalPermissionInfos()) {
            RowTerms terms = RowTerms.of(row);
            if (!terms.hold(location, tier)) continue;
            for (PermissionInfo permission : row.getPermissionInfos())
                Rule.of(terms.allows(), permission, terms.until()).ifPresent(rules::add);
        }
        return Grants.of(rules);
    }

    /**
     * What is to be seen of the host's files. Not apart what is within a folder that may be written to anyway: whoever may write
     * there could have its name lead elsewhere by the time when the next sandbox is shown it.
     */
    record Files(Set<Path> read, Set<Path> write) {
        Files {
            write = outside(write, write);
            read = outside(read, write);
        }

        private static Set<Path> outside(Set<Path> paths, Set<Path> folders) {
            Set<Path> all = new TreeSet<>();
            for (Path path : paths)
                if (folders.stream().noneMatch(folder -> !path.equals(folder) && path.startsWith(folder)))
                    all.add(path);
            return all;
        }
    }

    private static Optional<Path> root(String name) {
        if (!name.startsWith("/")) return Optional.empty();
        String path = name.endsWith("/-") || name.endsWith("/*") ? name.substring(0, name.length() - 2) : name;
        Path root = Path.of(path.isEmpty() ? "/" : path).normalize();
        boolean own = root.getNameCount() == 0 || SYSTEM.stream().anyMatch(root::startsWith);
        return own || !java.nio.file.Files.exists(root) ? Optional.empty() : Optional.of(root);
    }

    private static boolean concerns(ConditionalPermissionInfo row, List<String> locations) {
        for (ConditionInfo condition : row.getConditionInfos()) {
            boolean byLocation = condition.getType().equals(BundleLocationCondition.class.getName())
                    && condition.getArgs().length == 1
                    && condition.getArgs()[0].startsWith(PLUGINS);
            if (byLocation
                    && locations.stream()
                            .noneMatch(pattern(condition.getArgs()[0]).asMatchPredicate())) return false;
        }
        return true;
    }

    static Pattern pattern(String location) {
        StringBuilder text = new StringBuilder();
        for (String part : location.split("\\*", -1))
            text.append(text.isEmpty() ? "" : ".*").append(Pattern.quote(part));
        return Pattern.compile(text.toString());
    }
}
