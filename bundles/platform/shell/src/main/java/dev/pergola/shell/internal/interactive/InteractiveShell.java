package dev.pergola.shell.internal.interactive;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.apache.felix.service.command.CommandProcessor;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.condition.Condition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the prompt at the terminal that the process was started from, once the kernel says that everything is up. Where
 * {@code pergola.shell.enabled} is {@code false}, or the input is no terminal, it opens nothing and reads nothing; the
 * commands are there all the same.
 */
@Component(
        service = {},
        immediate = true)
public final class InteractiveShell {
    private static final Logger LOG = LoggerFactory.getLogger(InteractiveShell.class);
    private static final long PATIENCE_MILLIS = 2000;

    private final BundleContext context;
    private final CommandProcessor processor;
    private final Thread thread = new Thread(this::run, "pergola-shell");
    private volatile @Nullable Prompt prompt;
    private volatile @Nullable Terminal terminal;
    private volatile boolean stopping;

    /** Opens it where it is wanted. */
    @Activate
    public InteractiveShell(
            BundleContext context,
            @Reference CommandProcessor processor,
            @Reference(target = "(osgi.condition.id=pergola.ready.kernel)") Condition ready) {
        this.context = context;
        this.processor = processor;
        thread.setDaemon(true);
        if (!"false".equals(context.getProperty("pergola.shell.enabled"))) thread.start();
    }

    @Deactivate
    void close() throws InterruptedException {
        stopping = true;
        Prompt open = prompt;
        if (open != null) open.stop();
        Terminal used = terminal;
        if (used != null) close(used);
        if (Thread.currentThread() != thread) thread.join(PATIENCE_MILLIS);
    }

    private void run() {
        Optional<Terminal> found = open();
        if (found.isEmpty()) return;
        Terminal used = found.get();
        terminal = used;
        try {
            String noColour = System.getenv("NO_COLOR");
            boolean colour =
                    (noColour == null || noColour.isEmpty()) && !used.getType().startsWith(Terminal.TYPE_DUMB);
            Prompt open = new Prompt(processor, used, history(), colour);
            prompt = open;
            used.writer().println("Type help for the commands, Tab to complete, Ctrl-D to stop.");
            used.flush();
            if (!stopping && open.run()) StopRuntime.stop(context);
        } catch (RuntimeException | BundleException broken) {
            if (!stopping) LOG.error("The shell has ended; the runtime goes on without it", broken);
        } finally {
            close(used);
        }
    }

    private static Optional<Terminal> open() {
        Thread current = Thread.currentThread();
        ClassLoader before = current.getContextClassLoader();
        // JLine looks for its providers there.
        current.setContextClassLoader(Terminal.class.getClassLoader());
        try {
            return Optional.of(TerminalBuilder.builder()
                    .name("pergola")
                    .system(true)
                    .providers(TerminalBuilder.PROP_PROVIDER_JNI + "," + TerminalBuilder.PROP_PROVIDER_EXEC)
                    .dumb(false)
                    .nativeSignals(true)
                    .signalHandler(Terminal.SignalHandler.SIG_IGN)
                    .build());
        } catch (IOException | RuntimeException none) {
            LOG.info("No shell is opened: the standard input is no terminal ({})", none.getMessage());
            return Optional.empty();
        } finally {
            current.setContextClassLoader(before);
        }
    }

    /** The file of typed lines, which nobody else may read: a password may be among them. */
    private Optional<Path> history() {
        String data = context.getProperty("pergola.data");
        if (data == null) return Optional.empty();
        Path file = Path.of(data, "shell.history");
        try {
            if (!Files.exists(file)) {
                Files.createFile(
                        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            }
            return Optional.of(file);
        } catch (IOException | UnsupportedOperationException e) {
            LOG.debug("No history is kept", e);
            return Optional.empty();
        }
    }

    private static void close(Terminal terminal) {
        try {
            terminal.close();
        } catch (IOException e) {
            LOG.debug("The terminal did not close", e);
        }
    }
}
