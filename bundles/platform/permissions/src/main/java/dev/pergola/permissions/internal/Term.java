package dev.pergola.permissions.internal;

import dev.pergola.permissions.PermissionDefinition;
import dev.pergola.permissions.Risk;
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

    PermissionDefinition definition() {
        return new PermissionDefinition(name, risk, sentence, syntax.expects(), syntax.otherwise(), definedBy);
    }
}
