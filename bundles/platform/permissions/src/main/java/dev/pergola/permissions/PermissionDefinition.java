package dev.pergola.permissions;

/**
 * A word of the vocabulary.
 *
 * @param name its name, such as {@code filesystem.read}
 * @param risk how bad its misuse would be
 * @param sentence what it lets a plugin do; {@code {target}} stands for what it applies to
 * @param targets how its targets are written, in words
 * @param defaultTarget what stands where no target is given; empty where there has to be one, or is none
 * @param asked whether anything in this version asks for it; where not, it can be declared and granted, and is recorded for
 *     a later one
 * @param definedBy id of the plugin that brings it; empty for the platform's own
 */
public record PermissionDefinition(
        String name,
        Risk risk,
        String sentence,
        String targets,
        String defaultTarget,
        boolean asked,
        String definedBy) {}
