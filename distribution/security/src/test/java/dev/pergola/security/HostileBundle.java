package dev.pergola.security;

import dev.pergola.security.attack.Need;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A plugin whose manifest is the attack.
 *
 * @param id its id
 * @param what what it tries
 * @param needs what it asks for
 * @param headers what its manifest says beside the usual
 * @param told a word of what operators are told of it; empty where it may run, and is held to its permissions then
 * @param honest the nearest manifest that is let in
 */
record HostileBundle(
        String id, String what, List<Need> needs, Consumer<Map<String, String>> headers, String told, Honest honest) {
    private static final Need SECRETS = new Need("filesystem.read", "{outside}/**");

    /**
     * A plugin like a hostile one that may come in.
     *
     * @param what what it does, in words
     * @param needs what it asks for, and was granted
     * @param headers what its manifest says beside the usual
     * @param does which of the moves of plugins it makes then, with success
     */
    record Honest(String what, List<Need> needs, Consumer<Map<String, String>> headers, String does) {
        static Honest of(String what, Consumer<Map<String, String>> headers) {
            return new Honest(what, List.of(), headers, "own-file");
        }

        /** Imports a package that it was granted. */
        static Honest imports(String name, String does) {
            return new Honest("does, as it was granted that", List.of(new Need("package.import", name)), usual(), does);
        }
    }

    static final List<HostileBundle> ALL = List.of(
            refused(
                    "imports-store",
                    "imports the platform's store",
                    imports("dev.pergola.store"),
                    "dev.pergola.store",
                    Honest.imports("dev.pergola.store", "store-class")),
            refused(
                    "imports-lifecycle",
                    "imports the life of plugins",
                    imports("dev.pergola.lifecycle"),
                    "lifecycle",
                    Honest.imports("dev.pergola.lifecycle", "own-file")),
            refused(
                    "imports-log",
                    "imports the log's inside",
                    imports("ch.qos.logback.classic"),
                    "ch.qos.logback",
                    Honest.imports("ch.qos.logback.classic", "logback-class")),
            refused(
                    "requires-store",
                    "requires the platform's store",
                    header("Require-Bundle", "dev.pergola.store"),
                    "dev.pergola.store",
                    Honest.of("requires another plugin's bundle", header("Require-Bundle", "victim"))),
            refused(
                    "requires-system",
                    "requires the framework",
                    header("Require-Bundle", "system.bundle"),
                    "system.bundle",
                    Honest.of("imports of the framework what it exports", imports("org.osgi.framework.wiring"))),
            refused(
                    "part-of-store",
                    "is a fragment of the platform's store",
                    header("Fragment-Host", "dev.pergola.store"),
                    "ragment",
                    Honest.of("is a bundle of its own", usual())),
            refused(
                    "part-of-victim",
                    "is a fragment of another plugin",
                    header("Fragment-Host", "victim"),
                    "ragment",
                    Honest.of("requires the other plugin", header("Require-Bundle", "victim"))),
            refused(
                    "part-of-system",
                    "is an extension of the framework",
                    header("Fragment-Host", "system.bundle;extension:=framework"),
                    "ragment",
                    Honest.of(
                            "says which framework it takes",
                            headers -> headers.merge(
                                    "Require-Capability",
                                    "osgi.ee;filter:=\"(&(osgi.ee=JavaSE)(version=17))\"",
                                    HostileBundle::joined))),
            refused(
                    "offers-api",
                    "offers the platform's interfaces",
                    header(
                            "Export-Package",
                            "dev.pergola.security.attack,dev.pergola.api;-split-package:=first;version=9.0.0"),
                    "dev.pergola.api",
                    Honest.of(
                            "offers what is its own",
                            header("Export-Package", "dev.pergola.security.attack;version=9.0.0"))),
            new HostileBundle(
                    "asks-for-all",
                    "asks for everything",
                    List.of(new Need("filesystem.write", "*"), new Need("system.exec", "*")),
                    usual(),
                    "system.exec",
                    new Honest("asks for what it was granted", List.of(SECRETS), usual(), "read-string")),
            new HostileBundle(
                    "dynamic",
                    "imports whatever it finds later",
                    List.of(),
                    header("DynamicImport-Package", "*"),
                    "",
                    Honest.of(
                            "imports later what is everybody's",
                            header("DynamicImport-Package", "dev.pergola.api.extension"))),
            new HostileBundle(
                    "self-granted",
                    "brings permissions of its own",
                    List.of(),
                    permissions("(java.security.AllPermission)"),
                    "",
                    new Honest(
                            "brings them, and was granted one",
                            List.of(SECRETS),
                            permissions("(java.security.AllPermission)"),
                            "read-string")));

    private static HostileBundle refused(
            String id, String what, Consumer<Map<String, String>> headers, String told, Honest honest) {
        return new HostileBundle(id, what, List.of(), headers, told, honest);
    }

    private static Consumer<Map<String, String>> usual() {
        return headers -> {};
    }

    private static Consumer<Map<String, String>> header(String name, String value) {
        return headers -> headers.put(name, value);
    }

    private static Consumer<Map<String, String>> imports(String name) {
        return headers -> headers.merge(
                "Import-Package",
                name,
                (usual, more) -> more + "," + usual.replace(more + ";resolution:=optional,", ""));
    }

    private static Consumer<Map<String, String>> permissions(String all) {
        return header("-includeresource", "OSGI-INF/permissions.perm;literal='" + all + "'");
    }

    private static String joined(String one, String other) {
        return one.isEmpty() ? other : one + "," + other;
    }
}
