package dev.pergola.vetting.internal.sbom;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What Maven may call a library of which only the manifest is known. */
final class BundleNames {
    private BundleNames() {}

    /**
     * The names that a symbolic name can stand for: {@code org.yaml.snakeyaml} is {@code org.yaml:snakeyaml}, and
     * {@code org.apache.commons.text} is {@code org.apache.commons:commons-text}. That most of them are nobody's does no
     * harm: they are only looked up.
     */
    static List<Coordinates> coordinates(Archive archive) {
        String header = archive.header("Bundle-SymbolicName");
        int end = header.indexOf(';');
        String name = (end < 0 ? header : header.substring(0, end)).strip();
        String version = withoutQualifier(archive.header("Bundle-Version"));
        Set<Coordinates> names = new LinkedHashSet<>();
        int dot = name.lastIndexOf('.');
        if (dot <= 0) {
            names.add(Coordinates.of(name, name, version));
        } else {
            String group = name.substring(0, dot);
            String last = name.substring(dot + 1);
            names.add(Coordinates.of(group, last, version));
            names.add(Coordinates.of(group, group.substring(group.lastIndexOf('.') + 1) + "-" + last, version));
            names.add(Coordinates.of(name, last, version));
        }
        return names.stream().filter(Coordinates::isPlausible).toList();
    }

    /** OSGi has three numbers and a qualifier, where Maven has any: {@code 2.9.10.SNAPSHOT} was {@code 2.9.10-SNAPSHOT}. */
    private static String withoutQualifier(String version) {
        String[] parts = version.strip().split("\\.", 4);
        return parts.length < 4 ? version.strip() : parts[0] + "." + parts[1] + "." + parts[2] + "-" + parts[3];
    }

    /** The version of a jar whose manifest says that it is some library; empty where it does not say so. */
    static String implementationVersion(Archive archive, String artifact) {
        String titles = (archive.header("Implementation-Title") + " " + archive.header("Bundle-SymbolicName") + " "
                        + archive.header("Automatic-Module-Name") + " " + archive.where())
                .toLowerCase(Locale.ROOT)
                .replace(' ', '-')
                .replace('.', '-');
        if (!titles.contains(artifact.toLowerCase(Locale.ROOT))) return "";
        String version = archive.header("Implementation-Version");
        return version.isBlank() ? withoutQualifier(archive.header("Bundle-Version")) : version;
    }
}
