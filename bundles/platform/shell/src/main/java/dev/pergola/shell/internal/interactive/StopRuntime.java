package dev.pergola.shell.internal.interactive;

import dev.pergola.shell.internal.command.CommandSpec;
import dev.pergola.shell.internal.command.Invocation;
import dev.pergola.shell.internal.command.ShellCommand;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stops the runtime: the framework, and everything in it, in order. */
abstract class StopRuntime extends ShellCommand {
    /** Session variable that tells the prompt that it is over. */
    static final String OVER = ".pergola.over";

    private static final Logger LOG = LoggerFactory.getLogger(StopRuntime.class);

    private final BundleContext context;

    StopRuntime(CommandSpec spec, BundleContext context) {
        super(spec);
        this.context = context;
    }

    @Override
    protected void run(Invocation invocation) throws BundleException {
        LOG.info("{} stops the runtime", invocation.actor());
        if (!invocation.json()) invocation.screen().line("Stopping the runtime.");
        invocation.screen().out().flush();
        invocation.session().put(OVER, true);
        stop(context);
    }

    /** Returns at once; the framework stops on a thread of its own. */
    static void stop(BundleContext context) throws BundleException {
        context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).stop();
    }
}
