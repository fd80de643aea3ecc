package dev.pergola.launcher;

import dev.pergola.launcher.configuration.ConfigurationKeys;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Gives shell commands to the running instance. */
final class ShellCommand implements Command {
    private static final Set<String> LEAVE = Set.of("exit", "quit");

    @Override
    public String name() {
        return "shell";
    }

    @Override
    public String summary() {
        return "gives a shell command to the running instance, or one each line of standard input";
    }

    @Override
    public List<String> operands() {
        return List.of("[command]");
    }

    @Override
    public List<Option> options() {
        return SettingsOptions.CLIENT;
    }

    @Override
    public String details() {
        return """
                Write the command in quotes. The exit code is 0 where the command, or the last of several, succeeded.
                Example: pergola shell 'plugin:list'
                """;
    }

    @Override
    public ExitCode run(CommandLine line, Invocation invocation) {
        Path data = SettingsOptions.load(this, line, invocation).get(ConfigurationKeys.DATA);
        InstanceClient client = InstanceClient.of(data);
        Optional<String> command = line.operand(0);
        return command.isPresent() ? execute(command.get(), client, invocation) : converse(client, invocation);
    }

    private static ExitCode converse(InstanceClient client, Invocation invocation) {
        boolean person = System.console() != null;
        ExitCode last = ExitCode.OK;
        BufferedReader lines = new BufferedReader(new InputStreamReader(invocation.in(), StandardCharsets.UTF_8));
        try {
            while (true) {
                if (person) invocation.out().print("pergola> ");
                invocation.out().flush();
                String command = lines.readLine();
                if (command == null || LEAVE.contains(command.strip())) return last;
                if (command.isBlank()) continue;
                try {
                    last = execute(command, client, invocation);
                } catch (LauncherException failure) {
                    invocation.err().println("pergola: " + failure.getMessage());
                    last = failure.exitCode();
                }
            }
        } catch (IOException unreadable) {
            throw new LauncherException(ExitCode.FAILED, "Cannot read standard input", unreadable);
        }
    }

    private static ExitCode execute(String command, InstanceClient client, Invocation invocation) {
        HttpResponse<InputStream> response =
                client.post("/api/v1/shell", "{\"command\":" + Json.quote(command) + "}", Optional.empty());
        if (response.statusCode() / 100 != 2) throw InstanceClient.refused(response);
        try (InputStream body = response.body()) {
            // As it comes, not at the end: a command may run for long.
            byte[] buffer = new byte[8192];
            for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
                invocation.out().write(buffer, 0, read);
                invocation.out().flush();
            }
        } catch (IOException broken) {
            throw new LauncherException(ExitCode.FAILED, "The answer broke off: " + broken.getMessage(), broken);
        }
        return response.headers().firstValue("X-Exit-Code").orElse("0").equals("0") ? ExitCode.OK : ExitCode.FAILED;
    }
}
