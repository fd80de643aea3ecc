package dev.pergola.vetting.internal.linkage;

import dev.pergola.lifecycle.Evidence;
import dev.pergola.vetting.internal.code.Budget;
import dev.pergola.vetting.internal.code.CallGraph;
import dev.pergola.vetting.internal.code.ClassCode;
import dev.pergola.vetting.internal.code.ClassShape;
import dev.pergola.vetting.internal.code.FieldCode;
import dev.pergola.vetting.internal.code.Headers.Clause;
import dev.pergola.vetting.internal.code.MemberRef;
import dev.pergola.vetting.internal.code.MethodCode;
import dev.pergola.vetting.internal.code.Names;
import dev.pergola.vetting.internal.code.TypeRef;
import dev.pergola.vetting.internal.linkage.Scope.Found;
import dev.pergola.vetting.internal.linkage.Space.Answer;
import dev.pergola.vetting.internal.scan.Analysis;
import dev.pergola.vetting.internal.scan.Evidences;
import dev.pergola.vetting.internal.scan.Level;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** Resolves all that the classes of a jar refer to, as the JVM would once the jar runs. */
final class Linker {
    static final String PACKAGE = "linkage.package";
    static final String CLASS = "linkage.class";
    static final String METHOD = "linkage.method";
    static final String FIELD = "linkage.field";

    private static final String REBUILD =
            "Build the plugin against the version that is installed, or install the version "
                    + "that it was built against";

    private final String self;
    private final CallGraph graph;
    private final Surroundings surroundings;
    private final Space space;
    private final Budget budget;
    private final Map<String, Missing> missing = new LinkedHashMap<>();
    private final SortedSet<String> notYet = new TreeSet<>();
    private int checked;

    Linker(Analysis analysis, Surroundings surroundings, Budget budget) {
        this("the jar itself", analysis, surroundings, budget);
    }

    /**
     * Resolves what a jar refers to.
     *
     * @param self what the jar is called where it is the one that lacks something
     */
    Linker(String self, Analysis analysis, Surroundings surroundings, Budget budget) {
        this.self = self;
        this.graph = analysis.graph();
        this.surroundings = surroundings;
        this.space = new Space(analysis.archive(), surroundings, "");
        this.budget = budget;
    }

    /**
     * What came of it.
     *
     * @param missing what would not link
     * @param notYet packages that nobody provides yet
     * @param checked how many references were looked at
     */
    record Outcome(List<Missing> missing, List<String> notYet, int checked) {}

    Outcome link() {
        for (ClassCode type : space.own()) {
            budget.check();
            if ((type.access() & Opcodes.ACC_MODULE) != 0) continue;
            declaration(type);
            unimplemented(type);
            for (MethodCode method : type.methods()) code(type, method);
        }
        return new Outcome(List.copyOf(missing.values()), List.copyOf(notYet), checked);
    }

    /** Supertypes are needed to load it, and types of members as soon as somebody reflects, as Declarative Services does. */
    private void declaration(ClassCode type) {
        boolean reached = type.methods().isEmpty() || type.methods().stream().anyMatch(graph::reaches);
        Level level = level(type, reached, false);
        above(type, type.superName(), level);
        type.interfaces().forEach(name -> above(type, name, level));
        for (FieldCode field : type.fields()) {
            used(Type.getType(field.descriptor()), level, place(type, "the field " + field.name()));
        }
        for (MethodCode method : type.methods()) {
            Type declared = Type.getMethodType(method.descriptor());
            Supplier<List<Evidence>> place = place(type, "the method " + method);
            used(declared.getReturnType(), level, place);
            for (Type parameter : declared.getArgumentTypes()) used(parameter, level, place);
        }
    }

    private void above(ClassCode type, String name, Level level) {
        if (name.isEmpty()) return;
        Supplier<List<Evidence>> place = place(type, "extends or implements " + Names.type(name));
        Optional<Found> found = type(name, level, place);
        if (found.isEmpty()) return;
        boolean asInterface = !name.equals(type.superName());
        if (found.get().shape().isInterface() != asInterface) {
            miss(
                    CLASS,
                    name,
                    Names.type(name)
                            + (asInterface ? " is no interface in " : " is an interface in ")
                            + provider(found.get()),
                    REBUILD,
                    level,
                    place);
        } else if ((found.get().shape().access() & Opcodes.ACC_FINAL) != 0) {
            miss(CLASS, name, Names.type(name) + " is final in " + provider(found.get()), REBUILD, level, place);
        }
    }

    /** A method that was added above a class since it was built, which nobody implements, fails once somebody calls it. */
    private void unimplemented(ClassCode type) {
        for (Unimplemented one : Unimplemented.of(new Found(ClassShape.of(type), space, ""))) {
            boolean reached = type.methods().stream().anyMatch(graph::reaches);
            Level level = level(type, reached, false);
            // A library may implement an older version of what does not call it, of Java's above all.
            if (type.origin().embedded() || one.isOf(surroundings.java())) level = level.atMost(Level.WARN);
            miss(
                    METHOD,
                    one.declarer().shape().name() + "." + one.signature(),
                    one.words() + " is abstract in " + provider(one.declarer()) + ", and " + Names.type(type.name())
                            + " does not implement it",
                    REBUILD,
                    level(one.declarer(), level),
                    place(
                            type,
                            "implements or extends "
                                    + Names.type(one.declarer().shape().name())));
        }
    }

    private void code(ClassCode type, MethodCode method) {
        Level level = level(type, graph.reaches(method), method.shape().expectsMissing());
        for (TypeRef used : method.types()) {
            type(used.name(), level, place(type, method, used.line(), "uses " + Names.type(used.name())));
        }
        for (MemberRef member : method.members()) {
            checked++;
            Supplier<List<Evidence>> place = place(type, method, member.line(), "uses " + Resolver.name(member));
            Optional<Found> owner = type(member.owner(), level, place);
            if (owner.isEmpty()) continue;
            Optional<String> problem = Resolver.problem(owner.get(), member);
            if (problem.isEmpty()) continue;
            miss(
                    member.isMethod() ? METHOD : FIELD,
                    member.owner() + "." + member.signature(),
                    Resolver.name(member) + " " + problem.get() + " in " + where(member.owner(), owner.get())
                            + elsewhere(owner.get(), member),
                    REBUILD,
                    level(owner.get(), level),
                    place);
        }
    }

    private void used(Type type, Level level, Supplier<List<Evidence>> place) {
        Type element = type.getSort() == Type.ARRAY ? type.getElementType() : type;
        if (element.getSort() == Type.OBJECT) type(element.getInternalName(), level, place);
    }

    private Optional<Found> type(String name, Level level, Supplier<List<Evidence>> place) {
        checked++;
        Answer answer = space.look(name);
        if (answer instanceof Answer.Here here) {
            if (Resolver.isHidden(here.found())) {
                miss(
                        CLASS,
                        name,
                        Names.type(name) + " is not public in " + provider(here.found()),
                        REBUILD,
                        level,
                        place);
                return Optional.empty();
            }
            return Optional.of(here.found());
        }
        if (answer instanceof Answer.NotYet late) {
            if (!late.imported().optional()) notYet.add(late.packageName() + range(late.imported()));
        } else if (answer instanceof Answer.NotImported absent) {
            miss(
                    PACKAGE,
                    absent.packageName(),
                    "The package " + absent.packageName() + " is used, and is neither in the jar nor imported",
                    "Add it to Import-Package, with resolution:=optional where the code can do without, or embed it",
                    level,
                    place);
        } else if (answer instanceof Answer.NotIn other) {
            miss(
                    CLASS,
                    name,
                    Names.type(name) + " is not in " + other.provider().bundle() + ", which provides "
                            + other.provider().packageName() + " "
                            + other.provider().version()
                            + elsewhere(name, other.provider()),
                    REBUILD,
                    other.imported().optional() ? level.atMost(Level.WARN) : level,
                    place);
        }
        return Optional.empty();
    }

    private void miss(
            String check, String subject, String what, String remedy, Level level, Supplier<List<Evidence>> place) {
        if (missing.size() >= Missing.MAX_THINGS && !missing.containsKey(check + what)) return;
        missing.computeIfAbsent(check + what, key -> new Missing(check, subject, what, remedy))
                .usedAt(level, place);
    }

    /** Code of the plugin's own is certain to fail; code of a library may have reasons to be there that nobody sees. */
    private static Level level(ClassCode type, boolean reached, boolean expected) {
        if (!reached || expected) return Level.WARN;
        return type.origin().embedded() ? Level.HOLD : Level.BLOCK;
    }

    private Level level(Found owner, Level level) {
        boolean optional = space.imported(Names.packageOf(owner.shape().name()))
                .map(Clause::optional)
                .orElse(false);
        return optional ? level.atMost(Level.WARN) : level;
    }

    private String where(String owner, Found found) {
        String packageName = Names.packageOf(owner);
        return space.imported(packageName)
                .filter(clause -> !found.provider().isEmpty())
                .map(clause -> provider(found) + ", which provides " + packageName + range(clause))
                .orElse(provider(found));
    }

    private String provider(Found found) {
        return found.provider().isEmpty() ? self : found.provider();
    }

    private static String range(Clause imported) {
        String version = imported.attribute("version");
        return version.isEmpty() ? "" : " (imported " + version + ")";
    }

    /** Another version that has it, where one is installed. */
    private String elsewhere(String type, Provider instead) {
        return surroundings.exporters(instead.packageName()).stream()
                .filter(other -> other.scope().find(type).isPresent())
                .findFirst()
                .map(other -> "; " + other.bundle() + " has it, with version " + other.version() + " of the package")
                .orElse("");
    }

    private String elsewhere(Found owner, MemberRef member) {
        if (owner.provider().isEmpty()) return "";
        List<String> have = new ArrayList<>();
        for (Provider other : surroundings.exporters(Names.packageOf(member.owner()))) {
            if (other.bundle().equals(owner.provider())) continue;
            other.scope()
                    .find(member.owner())
                    .filter(found -> Resolver.problem(found, member).isEmpty())
                    .ifPresent(found -> have.add(other.bundle() + " has it, with version " + other.version()));
        }
        return have.isEmpty() ? "" : "; " + have.get(0) + " of the package";
    }

    private static Supplier<List<Evidence>> place(ClassCode type, String detail) {
        return () -> List.of(Evidence.in(type.place(), detail));
    }

    private Supplier<List<Evidence>> place(ClassCode type, MethodCode method, int line, String detail) {
        return () -> Evidences.path(graph, type, method, line, detail);
    }
}
