package dev.pergola.api.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A positional parameter of a {@link Command}: a string, number, boolean, enum constant, or a list of strings (last). */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.PARAMETER)
public @interface Argument {
    /** The name that help shows. */
    String name();

    /** What it is, for the help text. */
    String description() default "";

    /** The value to take where none is given; without one the argument is required. */
    String[] defaultValue() default {};
}
