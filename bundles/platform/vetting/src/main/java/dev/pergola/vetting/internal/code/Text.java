package dev.pergola.vetting.internal.code;

/**
 * A text in the code.
 *
 * @param value the text
 * @param line line in the source, 0 where it is not known
 */
public record Text(String value, int line) {}
