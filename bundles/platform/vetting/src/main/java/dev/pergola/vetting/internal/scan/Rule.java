package dev.pergola.vetting.internal.scan;

/**
 * Something that the scan looks for.
 *
 * @param id its name, such as {@code scan.process}
 * @param level how much it weighs where nothing speaks for or against it
 * @param sentence what was found, for people; it continues "The jar "
 * @param remedy what to do about it
 */
public record Rule(String id, Level level, String sentence, String remedy) {}
