package dev.pergola.lifecycle.internal;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.startlevel.BundleStartLevel;

/** Waits for the bundles of the platform: whoever checks jars is among them. */
final class PlatformStart {
    private final Set<Bundle> platform;
    private final BooleanSupplier stopping;

    PlatformStart(Set<Bundle> platform, BooleanSupplier stopping) {
        this.platform = platform;
        this.stopping = stopping;
    }

    /** True once all that are to run do; false where that takes too long, or is not wanted any more. */
    boolean await(Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        while (platform.stream().anyMatch(PlatformStart::isComing)) {
            if (stopping.getAsBoolean()
                    || System.nanoTime() >= end
                    || Thread.currentThread().isInterrupted()) return false;
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
        return true;
    }

    private static boolean isComing(Bundle bundle) {
        return bundle.getState() != Bundle.ACTIVE
                && bundle.getHeaders("").get(Constants.FRAGMENT_HOST) == null
                && bundle.adapt(BundleStartLevel.class).isPersistentlyStarted();
    }
}
