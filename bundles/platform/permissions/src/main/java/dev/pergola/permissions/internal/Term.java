package dev.pergola.permissions.internal;

import dev.pergola.permissions.PermissionDefinition;
import dev.pergola.permissions.Risk;
import java.nio.file.Path;
import java.util.List;
import org.osgi.service.permissionadmin.PermissionInfo;

/**
 * One line of the vocabulary.
 *
 * @param name the permission
 * @param risk how bad its misuse would be
 * @param syntax how its targets are written
 * @param sentence what it lets a plugin do
 * @param mapping what it is in Java and OSGi
 * @param definedBy id of the plugin that brings it; empty for the platform's own
 */
record Term(String name, Risk risk, Syntax syntax, String sentence, Mapping mapping, String definedBy) {
    /** What a permission is in Java and OSGi. */
    interface Mapping {
        /** The permissions that a normal target stands for. */
        List<PermissionInfo> of(String target, Places places);
    }

    /** What it lets a plugin do with a normal target, in words. */
    String says(String target) {
        return sentence.replace("{target}", syntax.shown(target));
    }

    /**
     * Whether anything asks for it: Java or OSGi, for what it is there; or the plugin that brings it, see {@code
     * PluginContext}. What is nothing but a word of ours waits for a part of the platform that asks by that word.
     */
    boolean isAsked() {
        if (!definedBy.isEmpty()) return true;
        Places anywhere = new Places(Path.of("/"), Path.of("/"));
        return mapping.of(syntax.normal("*"), anywhere).stream()
                .anyMatch(info -> !info.getType().equals(JavaPermissions.OWN));
    }

    PermissionDefinition definition() {
        return new PermissionDefinition(
                name, risk, sentence, syntax.expects(), syntax.otherwise(), isAsked(), definedBy);
    }
}
