package dev.pergola.api.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.service.component.annotations.ComponentPropertyType;

/**
 * What a usual task of a {@link dev.pergola.api.extension.TaskProcessor} needs, as service properties. The platform runs in a
 * sandbox what needs more than the operator wants in the platform's own process. It is a guess, and no limit.
 */
@Documented
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
@ComponentPropertyType
public @interface ResourceEstimate {
    /** Prefix of the service properties, by the rules of the Declarative Services specification, 112.8.2.1. */
    String PREFIX_ = "pergola.estimate.";

    /** The service property of {@link #cpuMillis}. */
    String CPU_MILLIS = "pergola.estimate.cpuMillis";

    /** The service property of {@link #memoryMb}. */
    String MEMORY_MB = "pergola.estimate.memoryMb";

    /** Processor time, in milliseconds; 0 where nothing is known. */
    long cpuMillis() default 0;

    /** Memory that it holds at one time, in MiB; 0 where nothing is known. */
    int memoryMb() default 0;
}
