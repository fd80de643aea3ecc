package dev.pergola.api.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.annotation.bundle.Attribute;
import org.osgi.annotation.bundle.Requirement;

/** Declares that this plugin must not run beside another one. Whichever arrives second is refused, with the reason. */
@Documented
@Retention(RetentionPolicy.CLASS)
@Target({ElementType.TYPE, ElementType.PACKAGE})
@Repeatable(ConflictsWith.List.class)
@Requirement(namespace = "pergola.conflict", effective = "pergola")
public @interface ConflictsWith {
    /** The id of the plugin that must be absent. */
    @Attribute
    String plugin();

    /** The versions of it that do harm, as an OSGi version range. */
    @Attribute("versions")
    String version() default "[0,100000)";

    /** Several conflicts. */
    @Documented
    @Retention(RetentionPolicy.CLASS)
    @Target({ElementType.TYPE, ElementType.PACKAGE})
    @interface List {
        /** The conflicts. */
        ConflictsWith[] value();
    }
}
