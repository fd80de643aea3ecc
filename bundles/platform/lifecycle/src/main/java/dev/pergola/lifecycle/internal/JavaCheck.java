package dev.pergola.lifecycle.internal;

import dev.pergola.lifecycle.Problem;
import dev.pergola.lifecycle.Verdict;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.osgi.framework.Filter;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.Version;
import org.osgi.framework.namespace.ExecutionEnvironmentNamespace;

/** Whether a jar runs on this Java (R75): nothing that is installed later would change that, so it does not wait. */
final class JavaCheck {
    private static final String NAME = "java";
    private static final String JAVA_SE = "(osgi.ee=JavaSE)";
    private static final Pattern VERSION = Pattern.compile("version[=>]=?([0-9.]+)\\)");

    private final int feature;

    /** @param feature the feature release of the Java that runs, such as 17 */
    JavaCheck(int feature) {
        this.feature = feature;
    }

    Verdict ask(Descriptor descriptor) {
        for (var requirement : descriptor.requirements()) {
            String filter = requirement.getDirectives().getOrDefault("filter", "");
            if (!requirement.getNamespace().equals(ExecutionEnvironmentNamespace.EXECUTION_ENVIRONMENT_NAMESPACE)
                    || !filter.contains(JAVA_SE)
                    || runs(filter)) continue;
            return new Verdict.Block(
                    NAME,
                    new Problem(
                            "java-mismatch",
                            descriptor + " needs " + needed(filter) + ", but this is Java " + feature,
                            "Run Pergola on that Java, or get a build of it for Java " + feature));
        }
        return new Verdict.Pass(NAME, "runs on Java " + feature);
    }

    private boolean runs(String text) {
        try {
            Filter filter = FrameworkUtil.createFilter(text);
            return IntStream.rangeClosed(1, feature)
                    .mapToObj(release -> release < 9 ? new Version(1, release, 0) : new Version(release, 0, 0))
                    .anyMatch(version -> filter.matches(Map.of("osgi.ee", "JavaSE", "version", version)));
        } catch (InvalidSyntaxException e) {
            return false;
        }
    }

    private static String needed(String filter) {
        Matcher version = VERSION.matcher(filter);
        return version.find() ? "Java " + version.group(1) : filter;
    }
}
