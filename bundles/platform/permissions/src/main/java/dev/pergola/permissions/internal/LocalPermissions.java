package dev.pergola.permissions.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.AllPermission;
import java.security.Permission;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.service.permissionadmin.PermissionInfo;

/**
 * What a jar leaves itself of what it is granted, by {@code OSGI-INF/permissions.perm}. The framework holds it to that; this
 * tells people. As in Felix, what cannot be parsed narrows nothing.
 *
 * @param listed what it lists; empty where nothing is narrowed
 */
record LocalPermissions(Optional<List<PermissionInfo>> listed) {
    /** Where a jar has none. */
    static final LocalPermissions NONE = new LocalPermissions(Optional.empty());

    private static final String ENTRY = "OSGI-INF/permissions.perm";
    /** What is longer is read by nobody, and taken to leave nothing. */
    private static final int LONGEST = 1024 * 1024;

    static LocalPermissions of(Path jar) {
        if (!Files.exists(jar)) return NONE;
        try (JarFile file = new JarFile(jar.toFile(), false)) {
            @Nullable ZipEntry entry = file.getEntry(ENTRY);
            if (entry == null) return NONE;
            try (InputStream in = file.getInputStream(entry)) {
                return read(in);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The local permissions in " + jar + " cannot be read", e);
        }
    }

    static LocalPermissions of(Bundle bundle) {
        @Nullable URL entry = bundle.getEntry(ENTRY);
        if (entry == null) return NONE;
        try (InputStream in = entry.openStream()) {
            return read(in);
        } catch (IOException e) {
            throw new UncheckedIOException("The local permissions of " + bundle + " cannot be read", e);
        }
    }

    private static LocalPermissions read(InputStream in) throws IOException {
        byte[] bytes = in.readNBytes(LONGEST + 1);
        if (bytes.length > LONGEST) return new LocalPermissions(Optional.of(List.of()));
        return parse(new String(bytes, StandardCharsets.UTF_8));
    }

    static LocalPermissions parse(String text) {
        try {
            return new LocalPermissions(Optional.of(text.lines()
                    .map(String::trim)
                    .filter(line -> !line.isEmpty() && !line.startsWith("#") && !line.startsWith("//"))
                    .map(PermissionInfo::new)
                    .toList()));
        } catch (IllegalArgumentException nonsense) {
            return NONE;
        }
    }

    /** Those of some permissions that it leaves out, as people read them. */
    List<String> cutOff(List<PermissionInfo> wanted) {
        if (listed.isEmpty()) return List.of();
        return wanted.stream()
                .filter(info -> listed.get().stream().noneMatch(local -> covers(local, info)))
                .map(LocalPermissions::shown)
                .toList();
    }

    private static boolean covers(PermissionInfo local, PermissionInfo wanted) {
        if (local.getType().equals(AllPermission.class.getName())) return true;
        if (!local.getType().equals(wanted.getType())) return false;
        boolean same = local.getName().equals(wanted.getName());
        if (same && !local.getType().equals(JavaPermissions.OWN)) return hasActions(local, wanted);
        // Java's own would ask what names stand for, of whoever knows.
        if (local.getType().equals(JavaPermissions.SOCKET)) return coversHost(local, wanted);
        @Nullable Permission wide = made(local);
        @Nullable Permission narrow = made(wanted);
        if (wide != null && narrow != null) return wide.implies(narrow);
        return local.getName().equals("*") && hasActions(local, wanted);
    }

    private static boolean coversHost(PermissionInfo local, PermissionInfo wanted) {
        try {
            return HostSyntax.parse(local.getName()).covers(HostSyntax.parse(wanted.getName()))
                    && hasActions(local, wanted);
        } catch (IllegalArgumentException odd) {
            return false;
        }
    }

    private static boolean hasActions(PermissionInfo local, PermissionInfo wanted) {
        Set<String> actions = actions(local);
        // Whoever may connect, listen or accept may look the name up.
        return actions(wanted).stream().allMatch(action -> actions.contains(action) || action.equals("resolve"));
    }

    private static Set<String> actions(PermissionInfo info) {
        return Set.copyOf(List.of(info.getActions().replace(" ", "").split(",")));
    }

    /** The classes of Java and OSGi; none of a plugin's, whose code would run. */
    private static @Nullable Permission made(PermissionInfo info) {
        boolean known = info.getType().startsWith("java.")
                || info.getType().startsWith("org.osgi.framework.")
                || info.getType().equals(JavaPermissions.OWN);
        if (!known) return null;
        try {
            return Class.forName(info.getType(), true, LocalPermissions.class.getClassLoader())
                    .asSubclass(Permission.class)
                    .getConstructor(String.class, String.class)
                    .newInstance(info.getName(), info.getActions());
        } catch (ReflectiveOperationException | RuntimeException | LinkageError none) {
            return null;
        }
    }

    private static String shown(PermissionInfo info) {
        String type = info.getType().substring(info.getType().lastIndexOf('.') + 1);
        return (type + " " + info.getName() + " " + info.getActions()).trim();
    }
}
