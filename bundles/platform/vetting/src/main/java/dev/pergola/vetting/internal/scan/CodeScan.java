package dev.pergola.vetting.internal.scan;

import dev.pergola.vetting.internal.code.ClassCode;
import dev.pergola.vetting.internal.code.Hierarchy;
import dev.pergola.vetting.internal.code.MemberRef;
import dev.pergola.vetting.internal.code.MethodCode;
import dev.pergola.vetting.internal.code.Names;
import dev.pergola.vetting.internal.code.Text;
import dev.pergola.vetting.internal.code.TypeRef;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Holds every use of a member or a class in the jar's code against the rules. */
final class CodeScan {
    private static final List<Entry> BY_OWNER =
            entries().filter(entry -> entry.sign().names().isEmpty()).toList();
    private static final Map<String, List<Entry>> BY_MEMBER = byMember();

    /** Classes that nobody names in a text but to find them by it, and the rule that a use of them comes under. */
    private static final Map<String, String> BY_NAME = Map.of(
            "java.lang.Runtime", "scan.process",
            "java.lang.ProcessBuilder", "scan.process",
            "java.lang.ProcessImpl", "scan.process",
            "sun.misc.Unsafe", "scan.reflection.unsafe");

    private record Entry(Rule rule, Sign sign) {}

    private final Hierarchy hierarchy;
    private final Findings findings;
    private final Map<String, List<Entry>> byOwner = new HashMap<>();

    CodeScan(Hierarchy hierarchy, Findings findings) {
        this.hierarchy = hierarchy;
        this.findings = findings;
    }

    void look(ClassCode type) {
        for (MethodCode method : type.methods()) {
            Set<String> said = new HashSet<>();
            for (MemberRef member : method.members()) {
                for (Entry entry : BY_MEMBER.getOrDefault(member.name(), List.of())) {
                    if (isOf(member, entry.sign()) && entry.sign().when().test(member)) {
                        said(said, type, method, entry.rule(), member.line(), use(member));
                    }
                }
                for (Entry entry : owners(member.owner())) {
                    if (entry.sign().when().test(member))
                        said(said, type, method, entry.rule(), member.line(), use(member));
                }
            }
            for (TypeRef used : method.types()) type(said, type, method, used);
            for (Text text : method.texts()) {
                for (CodeRule named : named(text)) {
                    said(
                            said,
                            type,
                            method,
                            named.rule(),
                            text.line(),
                            "names " + text.value() + ", to find it by name");
                }
                TextRules.look(text, (rule, detail) -> findings.in(type, method, rule, text.line(), detail));
            }
        }
        for (Text text : type.texts()) {
            TextRules.look(text, (rule, detail) -> findings.at(type.place(), rule, detail));
        }
    }

    private static List<CodeRule> named(Text text) {
        String id = BY_NAME.getOrDefault(text.value(), "");
        return id.isEmpty()
                ? List.of()
                : Rules.CODE.stream()
                        .filter(rule -> rule.rule().id().equals(id))
                        .toList();
    }

    private void type(Set<String> said, ClassCode type, MethodCode method, TypeRef used) {
        if (owners(used.name()).isEmpty()) return;
        MemberRef any = new MemberRef(MemberRef.Kind.STATIC, used.name(), "", "()V", false, used.line(), "");
        for (Entry entry : owners(used.name())) {
            if (entry.sign().when().test(any)) {
                said(said, type, method, entry.rule(), used.line(), "uses " + Names.type(used.name()));
            }
        }
    }

    /** One use of a kind in a line is enough. */
    private void said(Set<String> said, ClassCode type, MethodCode method, Rule rule, int line, String detail) {
        if (said.add(rule.id() + line)) findings.in(type, method, rule, line, detail);
    }

    /** A class of the jar is what it extends, unless the jar itself declares the member. */
    private boolean isOf(MemberRef member, Sign sign) {
        if (member.owner().equals(sign.owner())) return true;
        // A constructor is that of one class.
        if (member.name().equals("<init>") || !hierarchy.is(member.owner(), sign.owner())) return false;
        if (!hierarchy.has(member.owner())) return true;
        for (String above : hierarchy.ancestors(member.owner())) {
            if (above.equals(sign.owner())) return true;
            for (ClassCode type : hierarchy.named(above)) {
                if (type.methods().stream()
                        .anyMatch(method -> method.signature().equals(member.signature()))) return false;
            }
        }
        return true;
    }

    private List<Entry> owners(String owner) {
        if (hierarchy.has(owner)) return List.of();
        return byOwner.computeIfAbsent(
                owner,
                name -> BY_OWNER.stream().filter(e -> e.sign().covers(name)).toList());
    }

    private static String use(MemberRef member) {
        if (!member.isMethod()) return "uses " + member;
        return member.name().equals("<init>") ? "makes a " + Names.type(member.owner()) : "calls " + member;
    }

    private static Stream<Entry> entries() {
        return Rules.CODE.stream().flatMap(rule -> rule.signs().stream().map(sign -> new Entry(rule.rule(), sign)));
    }

    private static Map<String, List<Entry>> byMember() {
        Map<String, List<Entry>> index = new HashMap<>();
        entries()
                .forEach(entry -> entry.sign()
                        .names()
                        .forEach(name -> index.computeIfAbsent(name, key -> new ArrayList<>())
                                .add(entry)));
        return Map.copyOf(index);
    }
}
