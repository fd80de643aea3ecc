package dev.pergola.plugins.heartbeat;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** What the operator can set. */
@ObjectClassDefinition(name = "Heartbeat", description = "How the load of the JVM is sampled.")
public @interface HeartbeatConfiguration {
    /** Milliseconds between samples. */
    @AttributeDefinition(
            name = "Interval",
            description = "Milliseconds between two samples.",
            min = "100",
            max = "3600000")
    long intervalMillis() default 10_000;

    /** Samples in the summary. */
    @AttributeDefinition(
            name = "Window",
            description = "How many of the latest samples the summary is made of.",
            min = "1",
            max = "1000")
    int window() default 60;

    /** Where heap use becomes worth an event. */
    @AttributeDefinition(
            name = "Heap alarm",
            description = "Percent of the largest heap from which on an event heartbeat/HEAP_HIGH is sent.",
            min = "1",
            max = "100")
    int heapAlarmPercent() default 90;
}
