package dev.pergola.api.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.annotation.bundle.Attribute;
import org.osgi.annotation.bundle.Capability;
import org.osgi.annotation.bundle.Requirement;

/**
 * Makes a bundle a plugin. Put it on one class of the bundle, or on its package. The version is the bundle's version,
 * and the id must be the bundle's symbolic name (with bnd's Maven plugin: the artifactId), so that other bundles can
 * require it by its OSGi identity. Everything else that the platform knows of a plugin before running it is here and
 * in the annotations beside it.
 *
 * <p>Values must not contain a double quote: bnd cannot carry one, and the installer refuses the jar.
 */
@Documented
@Retention(RetentionPolicy.CLASS)
@Target({ElementType.TYPE, ElementType.PACKAGE})
@Capability(namespace = "pergola.plugin")
@Requirement(namespace = "pergola.engine", attribute = "filter:='${frange;${#engine}}'")
public @interface Plugin {
    /** The plugin's identity, equal to the bundle's symbolic name: lower-case letters, digits, dots and dashes, at most 64 characters. */
    @Attribute
    String id();

    /** What people call it. */
    @Attribute
    String name();

    /** Who wrote it: a person, a team or a company. */
    @Attribute
    String author();

    /** One or two sentences on what it does. */
    @Attribute
    String description() default "";

    /** An SPDX licence expression. */
    @Attribute
    String license() default "";

    /** The engine versions it works with, as an OSGi version range. */
    String engine() default "[1.0,2.0)";

    /** The one category that lists and filters show it under. */
    @Attribute
    String category() default "general";

    /** Words to find it by. */
    @Attribute
    String[] tags() default {};
}
