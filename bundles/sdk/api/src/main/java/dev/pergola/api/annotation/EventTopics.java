package dev.pergola.api.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.service.component.annotations.ComponentPropertyType;

/**
 * The topics that an {@link dev.pergola.api.extension.EventListener} hears, as the service property
 * {@value #PROPERTY}. Each is a topic, or a prefix followed by {@code /*}; {@code *} alone is every topic.
 */
@Documented
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
@ComponentPropertyType
public @interface EventTopics {
    /** Prefix of the service property, by the rules of the Declarative Services specification, 112.8.2.1. */
    String PREFIX_ = "pergola.";

    /** The service property. */
    String PROPERTY = "pergola.event.topics";

    /** The topics. */
    String[] value();
}
