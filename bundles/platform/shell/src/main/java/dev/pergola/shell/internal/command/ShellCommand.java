package dev.pergola.shell.internal.command;

import dev.pergola.api.PluginException;
import java.util.List;
import java.util.Optional;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A command of the shell. Gogo finds it as an OSGi service by the properties {@code osgi.command.scope} and
 * {@code osgi.command.function}, which are those of its specification. It may run in several sessions at once.
 */
public abstract class ShellCommand implements Function {
    private static final Logger LOG = LoggerFactory.getLogger(ShellCommand.class);

    private final CommandSpec spec;

    /** With what it takes. */
    protected ShellCommand(CommandSpec spec) {
        this.spec = spec;
    }

    /** What it takes and says of itself. */
    public final CommandSpec spec() {
        return spec;
    }

    /** The plugin that the command comes from, empty for the platform's own. */
    public String origin() {
        return "";
    }

    /** Does the work, or fails with a {@link CommandFailure}. */
    protected abstract void run(Invocation invocation) throws Exception;

    /** Reads the arguments and runs. What it throws has a message for a person, and is a {@link CommandFailure}. */
    @Override
    public final @Nullable Object execute(CommandSession session, List<Object> arguments) {
        Activity activity = Activity.of(session);
        Optional<CommandFailure> how = Optional.empty();
        activity.begin();
        try {
            perform(session, arguments);
            return null;
        } catch (CommandFailure failure) {
            how = Optional.of(failure);
            throw failure;
        } finally {
            activity.end(how);
        }
    }

    private void perform(CommandSession session, List<Object> arguments) {
        Screen screen = Screen.of(session);
        try {
            ParsedArguments parsed = ArgumentParser.parse(spec, arguments);
            Invocation invocation = new Invocation(spec, session, parsed, screen);
            if (!parsed.has(OptionSpec.HELP.name())) run(invocation);
            else if (invocation.json()) screen.json(HelpText.json(spec));
            else HelpText.print(spec, screen);
        } catch (CommandFailure failure) {
            throw failure;
        } catch (InterruptedException interrupted) {
            // Not passed on to the thread: the session's channels would close themselves at the next byte.
            throw new CommandFailure("Interrupted");
        } catch (PluginException | IllegalArgumentException refused) {
            LOG.debug("{} was refused", spec.fullName(), refused);
            throw new CommandFailure(String.valueOf(refused.getMessage()));
        } catch (Exception | LinkageError unexpected) {
            LOG.error("{} failed unexpectedly", spec.fullName(), unexpected);
            throw new CommandFailure(
                    spec.fullName() + " failed unexpectedly: " + unexpected,
                    "The runtime's log has the details. Please report this.");
        } finally {
            screen.out().flush();
        }
    }
}
