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
        options.add(new Option("--type", "TYPE", "task type; the plugin's default, its first one, where left out"));
        options.add(new Option("--version", "V", "version of the plugin, where several are active"));
        options.add(new Option("--timeout", "S", "deadline in seconds"));
        options.addAll(SettingsOptions.CLIENT);
        return options;
    }

    @Override
    public String details() {
        return """
                An input that is a JSON object is handed over as it is, any other text as the field "text" of one.
                Prints the answer as JSON; the exit code is 0 where its status is "success", and 1 otherwise.
                Example: echo '{"text":"to be or not to be"}' | pergola exec wordcount --input -
                Example: pergola exec wordcount --type TEXT_STATISTICS --input book.txt --timeout 5
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
        String answer = InstanceClient.text(response);
        Optional<Map<?, ?>> result = result(answer);
        if (result.isEmpty() && response.statusCode() / 100 != 2)
            throw InstanceClient.refused(response.statusCode(), answer);
        // JSON is UTF-8, whatever the terminal's encoding is.
        invocation.out().writeBytes((answer.stripTrailing() + System.lineSeparator()).getBytes(StandardCharsets.UTF_8));
        invocation.out().flush();
        if (result.isPresent() && "success".equals(result.get().get("status"))) return ExitCode.OK;
        result.map(ExecCommand::failure)
                .ifPresent(failure -> invocation.err().println("pergola: " + plugin + ": " + failure));
        return ExitCode.FAILED;
    }

    /** What became of the execution, whatever the HTTP status: a problem document has a number for its status. */
    private static Optional<Map<?, ?>> result(String answer) {
        try {
            return Json.read(answer) instanceof Map<?, ?> result && result.get("status") instanceof String
                    ? Optional.of(result)
                    : Optional.empty();
        } catch (IllegalArgumentException notJson) {
            return Optional.empty();
        }
    }

    private static String failure(Map<?, ?> result) {
        return result.get("status")
                + (result.get("error") instanceof Map<?, ?> error && error.get("message") instanceof String message
                        ? ": " + message
                        : "");
    }

    private String body(CommandLine line, Invocation invocation, Optional<Long> seconds) {
        List<String> fields = new ArrayList<>();
        line.value("--type").ifPresent(type -> fields.add("\"type\":" + Json.quote(type)));
        line.value("--version").ifPresent(version -> fields.add("\"version\":" + Json.quote(version)));
        seconds.ifPresent(deadline ->
                fields.add("\"timeout_ms\":" + Duration.ofSeconds(deadline).toMillis()));
        fields.add("\"input\":"
                + line.value("--input")
                        .map(file -> document(read(file, invocation), line.has("--text")))
                        .orElse("{}"));
        return "{" + String.join(",", fields) + "}";
    }

    private String document(String text, boolean asText) {
        if (asText || !text.stripLeading().startsWith("{")) return "{\"text\":" + Json.quote(text) + "}";
        try {
            Json.read(text);
            return text;
        } catch (IllegalArgumentException notJson) {
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
}
