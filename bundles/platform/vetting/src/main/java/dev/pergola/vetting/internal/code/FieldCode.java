package dev.pergola.vetting.internal.code;

/**
 * A field.
 *
 * @param name name
 * @param descriptor descriptor
 * @param access access flags of the class file
 */
public record FieldCode(String name, String descriptor, int access) {}
