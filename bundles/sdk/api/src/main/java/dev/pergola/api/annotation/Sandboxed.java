package dev.pergola.api.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.service.component.annotations.ComponentPropertyType;

/**
 * Says that the tasks of a {@link dev.pergola.api.extension.TaskProcessor} belong into a sandbox, a JVM of their own, as the
 * service property {@value #PROPERTY}: they load much, or run code of others, or may fail in ways that a process does not
 * survive. Where the platform has no sandboxes they run in its own process; the operator has the last word.
 */
@Documented
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
@ComponentPropertyType
public @interface Sandboxed {
    /** Prefix of the service property, by the rules of the Declarative Services specification, 112.8.2.1. */
    String PREFIX_ = "pergola.";

    /** The service property, which is {@code true}. */
    String PROPERTY = "pergola.sandboxed";
}
