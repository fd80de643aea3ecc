package dev.pergola.lifecycle;

/**
 * Something that is not as it should be.
 *
 * @param code stable name for programs, such as {@code dependency-missing}
 * @param message what is wrong, where and why
 * @param remedy what to do about it
 */
public record Problem(String code, String message, String remedy) {}
