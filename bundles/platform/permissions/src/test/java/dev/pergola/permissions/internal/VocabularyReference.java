package dev.pergola.permissions.internal;

import dev.pergola.permissions.Risk;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.osgi.service.permissionadmin.PermissionInfo;

/** The part of the guide on permissions that follows from the code. */
final class VocabularyReference {
    private static final Places PLACES = new Places(Path.of("/data/plugin-data/shout"), Path.of("/tmp"));
    private static final Vocabulary VOCABULARY = new Vocabulary(List::of);

    private VocabularyReference() {}

    /** In Markdown. */
    static String text() {
        StringBuilder text = new StringBuilder();
        text.append("| Permission | Risk | Lets a plugin … | Without a target | Asked for |\n|---|---|---|---|---|\n");
        VOCABULARY.terms().forEach(term -> text.append(row(term)));
        VOCABULARY.terms().forEach(term -> text.append(section(term)));
        text.append("\n## System properties that everybody may read\n")
                .append(Baseline.allowed().stream()
                        .filter(info -> info.getType().equals(JavaPermissions.PROPERTY))
                        .map(info -> '`' + info.getName() + '`')
                        .collect(Collectors.joining(", ")))
                .append('\n');
        return text.toString();
    }

    private static String row(Term term) {
        String name = term.name();
        return "| [`" + name + "`](#" + name.replace(".", "") + ") | " + word(term.risk()) + " | " + sentence(term)
                + " | " + withoutTarget(term) + " | " + (term.isAsked() ? "yes" : "not yet") + " |\n";
    }

    private static String section(Term term) {
        String sample = sample(term.syntax());
        StringBuilder text = new StringBuilder("\n## " + term.name() + "\n");
        text.append(sentence(term)).append("\n\n");
        text.append("- Risk: ").append(word(term.risk())).append('\n');
        if (!term.isAsked()) text.append("- Recorded; nothing in this version asks for it\n");
        text.append("- Target: ").append(code(term.syntax().expects())).append('\n');
        String others = Vocabulary.ALIASES.entrySet().stream()
                .filter(alias -> alias.getValue().equals(term.name()))
                .map(alias -> '`' + alias.getKey() + '`')
                .sorted()
                .collect(Collectors.joining(", "));
        if (!others.isEmpty()) text.append("- Also: ").append(others).append('\n');
        text.append(
                sample.isEmpty() ? "- In Java and OSGi:\n" : "- In Java and OSGi, with the target `" + sample + "`:\n");
        term.mapping()
                .of(term.syntax().normal(sample), PLACES)
                .forEach(info -> text.append("  - `").append(shown(info)).append("`\n"));
        return text.toString();
    }

    private static String sentence(Term term) {
        return term.sentence().replace("{target}", "…");
    }

    private static String withoutTarget(Term term) {
        if (term.syntax() instanceof NoTarget) return "takes none";
        String otherwise = term.syntax().otherwise();
        return otherwise.isEmpty() ? "an error" : "`" + otherwise + "`";
    }

    private static String word(Risk risk) {
        return risk.name().toLowerCase(Locale.ROOT);
    }

    /** What stands in quotation marks for people, and variables, as code. */
    private static String code(String text) {
        return text.replaceAll("'([^']+)'", "`$1`").replaceAll("(?<!`)(\\$\\{\\w+})", "`$1`");
    }

    private static String sample(Syntax syntax) {
        if (syntax instanceof NameSyntax names) return names.example();
        if (syntax instanceof PathSyntax) return syntax.otherwise().isEmpty() ? "/usr/bin/git" : "/srv/in/**";
        if (syntax instanceof HostSyntax) return "api.example.com:443";
        if (syntax instanceof PortSyntax) return "8080";
        return "";
    }

    private static String shown(PermissionInfo info) {
        String type = info.getType().substring(info.getType().lastIndexOf('.') + 1);
        return (type + ' ' + info.getName() + ' ' + info.getActions()).trim();
    }
}
