package dev.pergola.vetting.internal.code;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Where in a bundle the framework looks for classes, and where Declarative Services looks for components. */
final class ClassPath {
    private final Set<String> jars = new HashSet<>();
    private final List<String> folders = new ArrayList<>();
    private final List<String> descriptions = new ArrayList<>();

    ClassPath(Map<String, String> headers) {
        for (Headers.Clause clause : Headers.clauses(headers, "Bundle-ClassPath")) {
            for (String path : clause.paths()) {
                String name = path.startsWith("/") ? path.substring(1) : path;
                // Which of the two it is, only the jar knows.
                if (name.isEmpty() || name.equals(".")) folders.add("");
                else {
                    jars.add(name);
                    folders.add(name.endsWith("/") ? name : name + "/");
                }
            }
        }
        if (folders.isEmpty()) folders.add("");
        for (Headers.Clause clause : Headers.clauses(headers, "Service-Component")) descriptions.addAll(clause.paths());
    }

    Set<String> jars() {
        return jars;
    }

    List<String> descriptions() {
        return descriptions;
    }

    boolean finds(String type, String path) {
        return folders.stream().anyMatch(folder -> path.equals(folder + type + ".class"));
    }

    /** Whether an entry describes a component. A star stands for any part of the last name. */
    boolean describes(String path) {
        return descriptions.stream().anyMatch(description -> {
            int star = description.indexOf('*');
            if (star < 0) return path.equals(description);
            String rest = description.substring(star + 1);
            return path.length() >= star + rest.length()
                    && path.startsWith(description.substring(0, star))
                    && path.endsWith(rest)
                    && path.indexOf('/', star) < 0;
        });
    }
}
