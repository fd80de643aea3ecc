package dev.pergola.api.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A named parameter of a {@link Command}, such as {@code --strategy canary}. A boolean one is a flag. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.PARAMETER)
public @interface Option {
    /** The name, dashes included, such as {@code --strategy}. */
    String name();

    /** What it is, for the help text. */
    String description() default "";

    /** The value where the option is not given. */
    String defaultValue() default "";
}
