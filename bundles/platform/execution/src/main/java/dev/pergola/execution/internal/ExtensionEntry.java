package dev.pergola.execution.internal;

import dev.pergola.api.Refusal;
import dev.pergola.api.annotation.EventTopics;
import dev.pergola.api.annotation.TaskTypes;
import dev.pergola.api.extension.Extension;
import java.util.Comparator;
import java.util.Set;
import org.osgi.framework.ServiceReference;

/** One extension of one instance: a service of its bundle, under one of its interfaces. */
final class ExtensionEntry {
    /** Highest ranking first, then by name, then the one that was there first: the same order on every start. */
    static final Comparator<ExtensionEntry> ORDER = Comparator.comparingInt(
                    (ExtensionEntry entry) -> -entry.extension.ranking())
            .thenComparing(entry -> entry.extension.plugin())
            .thenComparing(entry -> entry.extension.name())
            .thenComparing(entry -> entry.serviceId);

    private final Hosted hosted;
    private final Extension extension;
    private final ServiceHold hold;
    private final Set<String> taskTypes;
    private final Set<String> topics;
    private final long serviceId;

    /** How long calls take of late, roughly. Races between threads lose a measurement, which does no harm. */
    private volatile long typicalNanos;

    ExtensionEntry(Hosted hosted, Extension extension, ServiceHold hold) {
        this.hosted = hosted;
        this.extension = extension;
        this.hold = hold;
        ServiceReference<?> reference = hold.reference();
        this.taskTypes = ServiceProperties.texts(reference, TaskTypes.PROPERTY);
        this.topics = ServiceProperties.texts(reference, EventTopics.PROPERTY);
        this.serviceId = ServiceProperties.serviceId(reference);
    }

    Hosted hosted() {
        return hosted;
    }

    Extension extension() {
        return extension;
    }

    String name() {
        return extension.name();
    }

    /** The task types it names; empty where it names none. */
    Set<String> taskTypes() {
        return taskTypes;
    }

    /** The topics it names; empty where it names none. */
    Set<String> topics() {
        return topics;
    }

    /** The service as the type that the caller knows. Runs the plugin's constructor where it is its first use. */
    <E> E service(Class<E> type) {
        Object service = hold.service();
        if (service == null) {
            throw new Failures.NoAnswer(
                    this + " did not start, or has just gone: its constructor or one of its references"
                            + " failed, and the log says why");
        }
        if (!type.isInstance(service)) {
            throw new Refused(
                    Refusal.NOT_SUPPORTED,
                    this + " implements another " + type.getName()
                            + " than the caller's: one of the two bundles carries"
                            + " a copy of that class instead of importing its package");
        }
        return type.cast(service);
    }

    long typicalNanos() {
        return typicalNanos;
    }

    void took(long nanos) {
        long typical = typicalNanos;
        typicalNanos = typical + (nanos - typical) / 8;
    }

    @Override
    public String toString() {
        return extension.name() + " of plugin " + extension.plugin() + " " + extension.version();
    }
}
