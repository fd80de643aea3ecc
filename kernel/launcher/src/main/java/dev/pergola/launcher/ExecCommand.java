package dev.pergola.launcher;

import dev.pergola.launcher.configuration.ConfigurationKeys;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Executes a plugin of the running instance. */
final class ExecCommand implements Command {
    /** On top of the deadline of the execution, for the way there and back. */
    private static final Duration GRACE = Duration.ofSeconds(10);

    @Override
    public String name() {
        return "exec";
    }

    @Override
    public String summary() {
        return "executes a plugin of the running instance";
    }

    @Override
    public List<String> operands() {
        return List.of("<plugin-id>");
    }

    @Override
    public List<Option> options() {
        List<Option> options = new ArrayList<>();
        options.add(new Option("--input", "FILE", "the input, - for standard input; nothing for no input"));
        options.add(Option.flag("--text", "take the input as text, even if it looks like JSON"));
        options.add(new Option("--type", "TYPE", "task type, where the plugin has several"));
        options.add(new Option("--version", "V", "version of the plugin, where several are active"));
        options.add(new Option("--timeout", "S", "deadline in seconds"));
        options.addAll(SettingsOptions.CLIENT);
        return options;
    }

    @Override
    public String details() {
        return """
                An input that is a JSON document is handed over as it is, any other text as a JSON string. Prints the
                answer as JSON; the exit code is 0 where its status is "success", and 1 otherwise.
                Example: echo '{"text":"to be or not to be"}' | pergola exec wordcount --input -
                """;
    }

    @Override
    public ExitCode run(CommandLine line, Invocation invocation) {
        String plugin = line.operand(0).orElseThrow();
        Optional<Long> seconds = line.value("--timeout").map(this::seconds);
        String body = body(line, invocation, seconds);
        Path data = SettingsOptions.load(this, line, invocation).get(ConfigurationKeys.DATA);
        HttpResponse<InputStream> response = InstanceClient.of(data)
                .post(
                        "/api/v1/plugins/"
                                + URLEncoder.encode(plugin, StandardCharsets.UTF_8)
                                        .replace("+", "%20") + "/execute",
                        body,
                        seconds.map(Duration::ofSeconds).map(GRACE::plus));
        if (response.statusCode() / 100 != 2) throw InstanceClient.refused(response);
        String answer = InstanceClient.text(response);
        // JSON is UTF-8, whatever the terminal's encoding is.
        invocation.out().writeBytes((answer.stripTrailing() + System.lineSeparator()).getBytes(StandardCharsets.UTF_8));
        invocation.out().flush();
        return succeeded(answer) ? ExitCode.OK : ExitCode.FAILED;
    }

    private String body(CommandLine line, Invocation invocation, Optional<Long> seconds) {
        List<String> fields = new ArrayList<>();
        line.value("--type").ifPresent(type -> fields.add("\"type\":" + Json.quote(type)));
        line.value("--version").ifPresent(version -> fields.add("\"version\":" + Json.quote(version)));
        seconds.ifPresent(deadline -> fields.add("\"timeoutSeconds\":" + deadline));
        fields.add("\"input\":"
                + line.value("--input")
                        .map(file -> document(read(file, invocation), line.has("--text")))
                        .orElse("{}"));
        return "{" + String.join(",", fields) + "}";
    }

    private String document(String text, boolean asText) {
        if (asText) return Json.quote(text);
        try {
            Json.read(text);
            return text;
        } catch (IllegalArgumentException notJson) {
            if (!text.stripLeading().startsWith("{")) return Json.quote(text);
            throw CommandLine.usage(
                    this,
                    "The input looks like JSON and is not: " + notJson.getMessage() + "; --text takes it as text");
        }
    }

    private String read(String file, Invocation invocation) {
        try {
            if (file.equals("-")) return new String(invocation.in().readAllBytes(), StandardCharsets.UTF_8);
            return Files.readString(invocation.workingDirectory().resolve(file));
        } catch (CharacterCodingException notText) {
            throw CommandLine.usage(this, "The input " + file + " is not UTF-8 text");
        } catch (IOException unreadable) {
            throw CommandLine.usage(
                    this,
                    "Cannot read the input " + file + " ("
                            + unreadable.getClass().getSimpleName() + ")");
        }
    }

    private long seconds(String text) {
        if (text.matches("[1-9]\\d{0,6}")) return Long.parseLong(text);
        throw CommandLine.usage(this, "The option --timeout takes a whole number of seconds, not \"" + text + '"');
    }

    private static boolean succeeded(String answer) {
        try {
            return Json.read(answer) instanceof Map<?, ?> result && "success".equals(result.get("status"));
        } catch (IllegalArgumentException notJson) {
            return false;
        }
    }
}
