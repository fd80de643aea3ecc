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
 */
record HostileBundle(String id, String what, List<Need> needs, Consumer<Map<String, String>> headers, String told) {
    static final List<HostileBundle> ALL = List.of(
            refused("imports-store", "imports the platform's store", imports("dev.pergola.store"), "dev.pergola.store"),
            refused("imports-lifecycle", "imports the life of plugins", imports("dev.pergola.lifecycle"), "lifecycle"),
            refused("imports-log", "imports the log's inside", imports("ch.qos.logback.classic"), "ch.qos.logback"),
            refused(
                    "requires-store",
                    "requires the platform's store",
                    header("Require-Bundle", "dev.pergola.store"),
                    "dev.pergola.store"),
            refused(
                    "requires-system",
                    "requires the framework",
                    header("Require-Bundle", "system.bundle"),
                    "system.bundle"),
            refused(
                    "part-of-store",
                    "is a fragment of the platform's store",
                    header("Fragment-Host", "dev.pergola.store"),
                    "ragment"),
            refused("part-of-victim", "is a fragment of another plugin", header("Fragment-Host", "victim"), "ragment"),
            refused(
                    "part-of-system",
                    "is an extension of the framework",
                    header("Fragment-Host", "system.bundle;extension:=framework"),
                    "ragment"),
            refused(
                    "offers-api",
                    "offers the platform's interfaces",
                    header(
                            "Export-Package",
                            "dev.pergola.security.attack,dev.pergola.api;-split-package:=first;version=9.0.0"),
                    "dev.pergola.api"),
            new HostileBundle(
                    "asks-for-all",
                    "asks for everything",
                    List.of(new Need("filesystem.write", "*"), new Need("system.exec", "*")),
                    headers -> {},
                    "system.exec"),
            new HostileBundle(
                    "dynamic", "imports whatever it finds later", List.of(), header("DynamicImport-Package", "*"), ""),
            new HostileBundle(
                    "self-granted",
                    "brings permissions of its own",
                    List.of(),
                    header("-includeresource", "OSGI-INF/permissions.perm;literal='(java.security.AllPermission)'"),
                    ""));

    private static HostileBundle refused(String id, String what, Consumer<Map<String, String>> headers, String told) {
        return new HostileBundle(id, what, List.of(), headers, told);
    }

    private static Consumer<Map<String, String>> header(String name, String value) {
        return headers -> headers.put(name, value);
    }

    private static Consumer<Map<String, String>> imports(String name) {
        return headers -> headers.merge("Import-Package", name, (usual, more) -> more + "," + usual);
    }
}
