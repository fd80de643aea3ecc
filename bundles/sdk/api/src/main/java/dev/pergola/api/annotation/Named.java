package dev.pergola.api.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.service.component.annotations.ComponentPropertyType;

/**
 * The name of an extension among those of its plugin, as the service property {@value #PROPERTY}. Without it the
 * component's name stands in. Extensions of one type are ordered by {@code service.ranking}, highest first.
 */
@Documented
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
@ComponentPropertyType
public @interface Named {
    /** Prefix of the service property, by the rules of the Declarative Services specification, 112.8.2.1. */
    String PREFIX_ = "pergola.extension.";

    /** The service property. */
    String PROPERTY = "pergola.extension.named";

    /** The name. */
    String value();
}
