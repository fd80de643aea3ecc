package dev.pergola.shell.internal.vetting;

import dev.pergola.shell.internal.command.CommandFailure;
import dev.pergola.shell.internal.command.CommandSpec;
import dev.pergola.shell.internal.command.Formats;
import dev.pergola.shell.internal.command.Invocation;
import dev.pergola.shell.internal.command.ShellCommand;
import dev.pergola.shell.internal.plugin.InstallPlugin;
import dev.pergola.vetting.VettingException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A command on what vetting knows. What it does not take, a person reads with what to do about it. */
abstract class VettingCommand extends ShellCommand {
    /** Most bytes of a file with keys. */
    static final int SMALL = 1 << 20;

    /** Most bytes of a list of what is revoked. */
    static final int LARGE = 16 << 20;

    VettingCommand(CommandSpec spec) {
        super(spec);
    }

    /** Does the work. */
    abstract void work(Invocation invocation) throws Exception;

    @Override
    protected final void run(Invocation invocation) throws Exception {
        try {
            work(invocation);
        } catch (VettingException refused) {
            throw new CommandFailure(
                    refused.problem().message(), refused.problem().remedy());
        }
    }

    /** What a file of at most so many bytes holds. */
    static byte[] content(Invocation invocation, String text, int most) {
        Path file = InstallPlugin.existing(invocation, text);
        try (InputStream in = Files.newInputStream(file)) {
            byte[] content = in.readNBytes(most + 1);
            if (content.length <= most) return content;
            throw new CommandFailure(file + " is larger than " + Formats.bytes(most));
        } catch (IOException e) {
            throw new CommandFailure(file + " cannot be read: " + e.getMessage());
        }
    }
}
