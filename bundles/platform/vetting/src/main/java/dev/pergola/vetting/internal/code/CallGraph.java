package dev.pergola.vetting.internal.code;

import dev.pergola.vetting.internal.code.MemberRef.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which code of a jar runs when somebody uses it, as far as names tell. It errs on the side of too much: a call of a
 * method is a call of everything below that overrides it, and whatever is constructed is called by whoever it was made
 * for. Code that is found by a name made at run time escapes it; {@link #openEnded} says whether that can happen.
 */
public final class CallGraph {
    /** Methods that find a class or a member by a name. */
    private static final Map<String, Set<String>> BY_NAME = Map.of(
            "java/lang/Class", Set.of("forName"),
            "java/lang/ClassLoader", Set.of("loadClass", "findClass"),
            "org/osgi/framework/Bundle", Set.of("loadClass"),
            "java/lang/reflect/Method", Set.of("invoke"),
            "java/lang/invoke/MethodHandles$Lookup",
                    Set.of("findStatic", "findVirtual", "findConstructor", "findSpecial", "findClass"));

    private static final Set<String> OF_OBJECT = Set.of("toString", "equals", "hashCode", "finalize", "clone");

    private final Archive archive;
    private final Hierarchy hierarchy;
    private final Budget budget;
    private final Map<MethodCode, Step> reached = new IdentityHashMap<>();
    private final Map<String, Map<String, List<Target>>> declared = new HashMap<>();
    private final Set<Call> called = new HashSet<>();
    private final Set<String> initialized = new HashSet<>();
    private final Set<String> made = new HashSet<>();
    private final Deque<Step> waiting = new ArrayDeque<>();
    private @Nullable Step openEnd;

    /**
     * How the code comes to a method.
     *
     * @param type its class
     * @param method the method
     * @param caller the step before; empty at an entry point
     * @param line where the caller calls it
     * @param why what makes it an entry point, or what else than a call leads here; else empty
     */
    public record Step(ClassCode type, MethodCode method, Optional<Step> caller, int line, String why) {}

    private record Target(ClassCode type, MethodCode method) {}

    private record Call(String owner, String name, String descriptor, boolean exact) {}

    private CallGraph(Archive archive, Hierarchy hierarchy, Budget budget) {
        this.archive = archive;
        this.hierarchy = hierarchy;
        this.budget = budget;
    }

    /** Walks from every entry point. */
    public static CallGraph of(Archive archive, Hierarchy hierarchy, Budget budget) {
        CallGraph graph = new CallGraph(archive, hierarchy, budget);
        for (ClassCode type : archive.classes()) {
            Map<String, List<Target>> own = graph.declared.computeIfAbsent(type.name(), name -> new HashMap<>());
            for (MethodCode method : type.methods()) {
                own.computeIfAbsent(method.signature(), key -> new ArrayList<>(1))
                        .add(new Target(type, method));
            }
        }
        new EntryPoints(archive, hierarchy).each(graph::enter);
        graph.walk();
        return graph;
    }

    /** Whether it runs when somebody uses the jar. */
    public boolean reaches(MethodCode method) {
        return reached.containsKey(method);
    }

    /** Where code is looked for by a name that is made at run time, so that no code can be said never to run. */
    public Optional<Step> openEnded() {
        return Optional.ofNullable(openEnd);
    }

    /** From an entry point to a method; empty where it is not reached. */
    public List<Step> path(MethodCode method) {
        LinkedList<Step> path = new LinkedList<>();
        Optional<Step> step = Optional.ofNullable(reached.get(method));
        while (step.isPresent()) {
            path.addFirst(step.get());
            step = step.get().caller();
        }
        return path;
    }

    private void enter(ClassCode type, MethodCode method, String why) {
        reach(new Step(type, method, Optional.empty(), 0, why));
        initialize(type.name(), Optional.empty(), 0);
        if (!method.isStatic()) make(type.name(), Optional.empty(), 0);
    }

    private void walk() {
        while (!waiting.isEmpty()) {
            budget.check();
            Step step = waiting.remove();
            for (TypeRef type : step.method().types()) {
                if (type.makes()) {
                    initialize(type.name(), Optional.of(step), type.line());
                    make(type.name(), Optional.of(step), type.line());
                }
            }
            for (Text text : step.method().texts()) named(text, step);
            for (MemberRef member : step.method().members()) member(member, step);
        }
    }

    /** A class whose name stands in a text may be made by it. */
    private void named(Text text, Step step) {
        String name = text.value().replace('.', '/');
        if (!hierarchy.has(name)) return;
        initialize(name, Optional.of(step), text.line());
        for (Map.Entry<String, List<Target>> methods :
                declared.getOrDefault(name, Map.of()).entrySet()) {
            for (Target target : methods.getValue()) {
                reach(new Step(target.type(), target.method(), Optional.of(step), text.line(), "by its name"));
            }
        }
    }

    private void member(MemberRef member, Step step) {
        if (!member.isMethod()) {
            if (member.isStatic()) initialize(member.owner(), Optional.of(step), member.line());
            return;
        }
        if (member.kind() == Kind.STATIC || member.name().equals("<init>")) {
            initialize(member.owner(), Optional.of(step), member.line());
        }
        boolean exact = member.kind() == Kind.STATIC || member.kind() == Kind.SPECIAL;
        // What a call leads to is reached by the first such call; to look again would take many times as long.
        if (hierarchy.has(member.owner())
                && called.add(new Call(member.owner(), member.name(), member.descriptor(), exact))) {
            for (Target target : targets(member, exact)) {
                reach(new Step(target.type(), target.method(), Optional.of(step), member.line(), ""));
            }
        }
        if (openEnd == null && member.constant().isEmpty() && looksUpByName(member)) openEnd = step;
    }

    private boolean looksUpByName(MemberRef member) {
        for (Map.Entry<String, Set<String>> lookup : BY_NAME.entrySet()) {
            if (lookup.getValue().contains(member.name()) && hierarchy.is(member.owner(), lookup.getKey())) return true;
        }
        return false;
    }

    private List<Target> targets(MemberRef member, boolean exact) {
        String signature = member.signature();
        List<Target> found = new ArrayList<>();
        for (String above : hierarchy.ancestors(member.owner())) {
            List<Target> here = declared(above, signature);
            found.addAll(here);
            if (!here.isEmpty()) break;
        }
        if (!exact) {
            for (String below : hierarchy.subtypes(member.owner())) found.addAll(declared(below, signature));
        }
        return found;
    }

    private List<Target> declared(String type, String signature) {
        return declared.getOrDefault(type, Map.of()).getOrDefault(signature, List.of());
    }

    private void reach(Step step) {
        if (reached.putIfAbsent(step.method(), step) == null) waiting.add(step);
    }

    private void initialize(String name, Optional<Step> caller, int line) {
        for (String above : superclasses(name)) {
            if (!initialized.add(above)) return;
            for (Target target : declared(above, "<clinit>()V")) {
                reach(new Step(
                        target.type(),
                        target.method(),
                        caller,
                        line,
                        caller.isPresent() ? "" : "runs when the class is first used"));
            }
        }
    }

    private Set<String> superclasses(String name) {
        Set<String> chain = new LinkedHashSet<>();
        String next = name;
        while (hierarchy.has(next) && chain.add(next))
            next = hierarchy.named(next).get(0).superName();
        return chain;
    }

    /** What is constructed is called by whoever declares its supertypes. */
    private void make(String name, Optional<Step> caller, int line) {
        if (!hierarchy.has(name) || !made.add(name)) return;
        boolean answers = hierarchy.answersToOthers(name);
        for (String above : hierarchy.ancestors(name)) {
            for (List<Target> methods : declared.getOrDefault(above, Map.of()).values()) {
                for (Target target : methods) {
                    if (isCalledBack(target.method(), answers)) {
                        reach(new Step(target.type(), target.method(), caller, line, "is called back"));
                    }
                }
            }
        }
    }

    private static boolean isCalledBack(MethodCode method, boolean answers) {
        if (method.isStatic() || method.isPrivate() || method.name().startsWith("<")) return false;
        return answers || OF_OBJECT.contains(method.name());
    }
}
