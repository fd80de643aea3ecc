package dev.pergola.telemetry;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/** A part of the runtime that has something to measure, offered as an OSGi service. Must answer within a second. */
@ConsumerType
public interface MetricSource {
    /**
     * What it has measured, as of now. Names follow the conventions of Prometheus, and no two sources may have the same;
     * labels have few values, or as many as there are plugins: each combination is kept for ever by whoever collects them.
     */
    List<MetricFamily> metrics();
}
