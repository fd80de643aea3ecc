/**
 * Conditions that rows of ConditionalPermissionAdmin may have beside a bundle's location. Felix looks for their classes on
 * the kernel's class path, and nowhere else, and makes them by a static method; whoever writes rows names them by their
 * classes' names, so that nobody has to import this package.
 *
 * <p>Each takes a value, and the word {@code deny} after it where the row denies. Where its state cannot be told, a row
 * that allows does not hold, and one that denies does. What cannot change while the process runs is decided once for each
 * bundle, and remembered by Felix; a date is looked at for each question.
 */
package dev.pergola.launcher.conditions;
