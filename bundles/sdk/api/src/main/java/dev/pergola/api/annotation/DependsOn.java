package dev.pergola.api.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.annotation.bundle.Requirement;

/**
 * Declares that this plugin works only while another one is installed in a suitable version. Until it is, this plugin
 * waits as LOADED; when the other is updated, this one moves with it; before the other is removed, this one stops.
 */
@Documented
@Retention(RetentionPolicy.CLASS)
@Target({ElementType.TYPE, ElementType.PACKAGE})
@Repeatable(DependsOn.List.class)
@Requirement(namespace = "osgi.identity", attribute = "filter:='(&(osgi.identity=${#plugin})${frange;${#version}})'")
public @interface DependsOn {
    /** The id of the plugin needed. */
    String plugin();

    /** The versions that will do, as an OSGi version range. */
    String version() default "[0,100000)";

    /** Several dependencies. */
    @Documented
    @Retention(RetentionPolicy.CLASS)
    @Target({ElementType.TYPE, ElementType.PACKAGE})
    @interface List {
        /** The dependencies. */
        DependsOn[] value();
    }
}
