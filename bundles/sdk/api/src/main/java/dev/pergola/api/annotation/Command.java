package dev.pergola.api.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Makes a public method of a {@link dev.pergola.api.extension.CommandGroup} a shell command. Its parameters carry
 * {@link Argument} or {@link Option}; one of type {@link dev.pergola.api.ExecutionContext} is filled in by the
 * platform. What it returns is printed.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Command {
    /** The command's name within its group, such as {@code deploy-advanced}. */
    String name();

    /** One sentence for the help text. */
    String description();

    /** Example command lines for the help text. */
    String[] examples() default {};
}
