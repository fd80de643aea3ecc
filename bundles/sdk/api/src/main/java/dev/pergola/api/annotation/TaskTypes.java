package dev.pergola.api.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.service.component.annotations.ComponentPropertyType;

/**
 * The task types that a {@link dev.pergola.api.extension.TaskProcessor} handles, as the service property
 * {@value #PROPERTY}. The first one is the default: it is what callers get who name no type. Where a plugin has several
 * processors, that of the one with the highest service ranking counts; at the same ranking, that of the first by name.
 */
@Documented
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
@ComponentPropertyType
public @interface TaskTypes {
    /** Prefix of the service property, by the rules of the Declarative Services specification, 112.8.2.1. */
    String PREFIX_ = "pergola.";

    /** The service property. */
    String PROPERTY = "pergola.task.types";

    /** The task types, the default first. */
    String[] value();
}
