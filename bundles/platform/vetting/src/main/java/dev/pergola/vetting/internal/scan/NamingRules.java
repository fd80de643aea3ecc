package dev.pergola.vetting.internal.scan;

import dev.pergola.vetting.internal.code.ClassCode;
import dev.pergola.vetting.internal.code.MethodCode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Code that does not want to be read, and code that stands where the platform's should. */
final class NamingRules {
    static final Rule NAMES = new Rule(
            "scan.obfuscated.names",
            Level.WARN,
            "has names that nobody can read",
            "Ship it without obfuscation, or sign it so that somebody answers for it");
    static final Rule DEBUG = new Rule(
            "scan.obfuscated.debug",
            Level.WARN,
            "has false information for debuggers, which no compiler makes",
            "Ship what the compiler makes");
    static final Rule PLATFORM_PACKAGE = new Rule(
            "scan.package.platform",
            Level.BLOCK,
            "has classes in packages of the platform or of the JDK",
            "Leave them out of the jar; the platform provides them");
    static final Rule STANDARD_PACKAGE = new Rule(
            "scan.package.standard",
            Level.WARN,
            "has its own copy of packages that the platform provides",
            "Import them instead");

    static final List<Rule> ALL = List.of(NAMES, DEBUG, PLATFORM_PACKAGE, STANDARD_PACKAGE);

    private static final Pattern PLATFORM =
            Pattern.compile("(?:java|jdk|sun|com/sun/(?:management|net|nio|security|tools))/.*"
                    + "|dev/pergola/(?:api|store|events|telemetry|execution|lifecycle|vetting|permissions|http|shell|testing"
                    + "|launcher|guard|sandbox|worker|webhooks|marketplace|workflow|console)/.*"
                    + "|org/osgi/(?:framework|resource|dto)/.*"
                    + "|org/osgi/service/(?:component|cm|condpermadmin|permissionadmin|metatype|event|servlet)/.*"
                    + "|org/apache/felix/(?:framework|scr|cm|fileinstall|eventadmin|metatype)/.*");
    private static final Pattern STANDARD = Pattern.compile("org/osgi/.*|org/slf4j/.*");
    /** Letters that look like each other, and nothing else. */
    private static final Pattern ALIKE = Pattern.compile("[Il1|]{4,}|[O0o]{4,}|[_$]{3,}");

    private static final Pattern SOURCE =
            Pattern.compile("[\\w.$ -]+\\.(?:java|kt|kts|scala|groovy|clj|cljc|jj|aj|xtend)");
    private static final int MANY_CLASSES = 12;
    private static final int SHORT_PERCENT = 60;
    private static final int LONG_NAME = 200;

    private NamingRules() {}

    static void look(List<ClassCode> classes, Findings findings) {
        int own = 0;
        int shortNames = 0;
        Set<String> packages = new HashSet<>();
        for (ClassCode type : classes) {
            String simple = type.name().substring(type.name().lastIndexOf('/') + 1);
            if (!type.origin().embedded()) {
                own++;
                if (simple.length() <= 2) shortNames++;
            }
            odd(type, simple, findings);
            if (packages.add(type.packageName() + " " + type.origin().jar())) packageOf(type, findings);
        }
        if (own >= MANY_CLASSES && shortNames * 100 / own >= SHORT_PERCENT) {
            findings.at("", NAMES, shortNames + " of " + own + " classes have names of one or two letters");
        }
    }

    private static void odd(ClassCode type, String simple, Findings findings) {
        if (isOdd(simple)) findings.at(type.place(), NAMES, "the class");
        for (MethodCode method : type.methods()) {
            if (isOdd(method.name()))
                findings.in(type, method, NAMES, method.shape().firstLine(), "the method");
        }
        if (!type.sourceFile().isEmpty() && !SOURCE.matcher(type.sourceFile()).matches()) {
            findings.at(type.place(), DEBUG, "its source is said to be " + type.sourceFile());
        }
        // Kotlin puts a dash into the names of variables of its own.
        type.variableNames().stream()
                .filter(name ->
                        !name.replace("-", "").chars().allMatch(Character::isJavaIdentifierPart) || name.isEmpty())
                .findFirst()
                .ifPresent(name -> findings.at(type.place(), DEBUG, "a variable is called '" + name + "'"));
    }

    private static boolean isOdd(String name) {
        return name.length() > LONG_NAME
                || ALIKE.matcher(name).matches()
                || name.codePoints()
                        .anyMatch(c -> Character.isISOControl(c)
                                || Character.isSpaceChar(c) && c != ' '
                                || Character.getType(c) == Character.FORMAT
                                || Character.getType(c) == Character.PRIVATE_USE
                                || Character.getType(c) == Character.UNASSIGNED);
    }

    private static void packageOf(ClassCode type, Findings findings) {
        if (PLATFORM.matcher(type.name()).matches()) {
            findings.at(type.place(), PLATFORM_PACKAGE, "is of the package " + type.packageName());
        } else if (STANDARD.matcher(type.name()).matches()) {
            findings.at(type.place(), STANDARD_PACKAGE, "is of the package " + type.packageName());
        }
    }
}
