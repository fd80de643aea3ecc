package dev.pergola.api.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.annotation.bundle.Attribute;
import org.osgi.annotation.bundle.Requirement;

/**
 * Asks for a permission. What is asked for is the most a plugin can ever be granted; the operator decides how much of
 * it is. The names are dotted, such as {@code filesystem.read} or {@code network.http}.
 */
@Documented
@Retention(RetentionPolicy.CLASS)
@Target({ElementType.TYPE, ElementType.PACKAGE, ElementType.METHOD})
@Repeatable(RequiresPermission.List.class)
@Requirement(namespace = "pergola.permission", effective = "pergola")
public @interface RequiresPermission {
    /** The permission's name. */
    @Attribute("permission")
    String value();

    /** What it applies to: a path pattern, {@code host:port}, a service or topic name. Empty where there is no target. */
    @Attribute
    String target() default "";

    /** Why the plugin needs it, in words for the person who has to decide. */
    @Attribute
    String reason() default "";

    /** Several permissions. */
    @Documented
    @Retention(RetentionPolicy.CLASS)
    @Target({ElementType.TYPE, ElementType.PACKAGE, ElementType.METHOD})
    @interface List {
        /** The permissions. */
        RequiresPermission[] value();
    }
}
