package dev.pergola.benchmarks.plugin;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.FrameworkListener;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceListener;
import org.osgi.framework.startlevel.FrameworkStartLevel;

/**
 * Says when Karaf is ready, in one datagram: its start level is reached, and it has announced by its service {@code
 * BootFinished} that its boot features are up. Karaf prints no line for that unless it has a terminal.
 */
public final class KarafReady implements BundleActivator, FrameworkListener, ServiceListener {
    private static final String FINISHED = "org.apache.karaf.features.BootFinished";
    private static final int LAST_LEVEL = 100;

    private boolean said;

    @Override
    public void start(BundleContext given) throws InvalidSyntaxException {
        given.addFrameworkListener(this);
        given.addServiceListener(this, "(objectClass=" + FINISHED + ")");
        check();
    }

    @Override
    public void frameworkEvent(FrameworkEvent event) {
        if (event.getType() == FrameworkEvent.STARTLEVEL_CHANGED) check();
    }

    @Override
    public void serviceChanged(ServiceEvent event) {
        if (event.getType() == ServiceEvent.REGISTERED) check();
    }

    private synchronized void check() {
        Bundle self = FrameworkUtil.getBundle(KarafReady.class);
        BundleContext context = self.getBundleContext();
        Bundle system = context.getBundle(0);
        if (said || system.adapt(FrameworkStartLevel.class).getStartLevel() < LAST_LEVEL) return;
        try {
            if (context.getAllServiceReferences(FINISHED, null) == null) return;
            said = true;
            Announcer.send("ready", self);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void stop(BundleContext stopped) {}
}
