package dev.pergola.shell.internal.plugin;

import dev.pergola.lifecycle.PluginManager;
import dev.pergola.shell.internal.command.ArgumentSpec.Arity;
import dev.pergola.shell.internal.command.CommandFailure;
import dev.pergola.shell.internal.command.CommandSpec;
import dev.pergola.shell.internal.command.Formats;
import dev.pergola.shell.internal.command.Invocation;
import dev.pergola.shell.internal.command.Json;
import dev.pergola.shell.internal.command.Nearest;
import dev.pergola.shell.internal.command.OptionSpec;
import dev.pergola.shell.internal.command.ParsedArguments;
import dev.pergola.shell.internal.command.Screen;
import dev.pergola.shell.internal.command.ShellCommand;
import dev.pergola.shell.internal.command.Style;
import dev.pergola.shell.internal.command.Suggestions;
import dev.pergola.telemetry.LogLine;
import dev.pergola.telemetry.PluginLogs;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.apache.felix.service.command.Function;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.event.Level;

/** {@code plugin:log}. */
@Component(
        service = Function.class,
        property = {"osgi.command.scope=plugin", "osgi.command.function=log"})
public final class ShowLog extends ShellCommand {
    private static final int MOST_LINES = 10_000;
    private static final int WAITING_LINES = 1000;

    private final PluginManager manager;
    private final PluginLogs logs;

    /** On what plugins log. */
    @Activate
    public ShowLog(@Reference PluginManager manager, @Reference PluginLogs logs) {
        super(CommandSpec.of("plugin", "log", "Show what a plugin logs")
                .details("The newest lines are kept in memory; the runtime's log files have the older ones.")
                .argument("id", "The plugin", Arity.REQUIRED, Plugins.ids(manager))
                .options(
                        OptionSpec.value("--lines", "N", "How many lines (20)").or("-n"),
                        OptionSpec.flag("--follow", "Go on with new lines until Ctrl-C")
                                .or("-f"),
                        OptionSpec.value(
                                "--level", "L", "Only lines of this level and worse", Suggestions.of(Level.values())),
                        OptionSpec.value(
                                "--set-level",
                                "L",
                                "From now on, keep lines of this level and worse, until the runtime stops",
                                Suggestions.of(Level.values())))
                .example("plugin:log wordcount -n 50", "")
                .example("plugin:log wordcount -f --level warn", "")
                .example("plugin:log wordcount --set-level debug", ""));
        this.manager = manager;
        this.logs = logs;
    }

    @Override
    protected void run(Invocation invocation) throws Exception {
        ParsedArguments arguments = invocation.arguments();
        String id = arguments.argument("id");
        Plugins.require(manager, id);
        int lines = arguments.number("--lines", 20, 0, MOST_LINES);
        Optional<Level> least = arguments.option("--level").map(ShowLog::level);
        Optional<String> set = arguments.option("--set-level");
        if (set.isPresent()) {
            setLevel(invocation, id, level(set.get()));
        } else if (arguments.has("--follow")) {
            follow(invocation, id, lines, least);
        } else {
            List<LogLine> tail = tail(id, lines, least);
            if (invocation.json())
                invocation.screen().json(tail.stream().map(ShowLog::view).toList());
            else if (tail.isEmpty()) nothing(invocation.screen(), id, least);
            else for (LogLine line : tail) print(line, invocation.screen());
        }
    }

    private void setLevel(Invocation invocation, String id, Level level) {
        logs.level(id, level);
        if (invocation.json()) {
            invocation.screen().json(Map.of("plugin_id", id, "level", name(level)));
        } else {
            invocation.screen().line("The level of ", Style.STRONG.of(id), " is ", name(level), " now.");
        }
    }

    private void nothing(Screen screen, String id, Optional<Level> least) {
        screen.line(
                id,
                " has logged nothing",
                least.map(level -> " at " + name(level) + " or worse").orElse(""),
                " lately. Lines are kept from level ",
                name(logs.level(id)),
                ".");
    }

    private List<LogLine> tail(String id, int lines, Optional<Level> least) {
        List<LogLine> all = logs.tail(id, least.isPresent() ? MOST_LINES : lines).stream()
                .filter(line -> wanted(line, least))
                .toList();
        return all.subList(Math.max(0, all.size() - lines), all.size());
    }

    private void follow(Invocation invocation, String id, int lines, Optional<Level> least) throws Exception {
        if (!invocation.interactive()) {
            throw new CommandFailure(
                    "--follow needs a terminal, since only Ctrl-C ends it",
                    "Elsewhere, ask again for the newest lines: plugin:log " + id + " -n 100");
        }
        BlockingQueue<LogLine> news = new ArrayBlockingQueue<>(WAITING_LINES);
        // Lines that come while the tail is printed wait in the queue; those of the tail come only once.
        try (AutoCloseable subscription = logs.follow(id, news::offer)) {
            List<LogLine> tail = tail(id, lines, least);
            for (LogLine line : tail) emit(line, invocation);
            news.removeIf(tail::contains);
            while (!invocation.screen().out().checkError()) {
                LogLine line = news.take();
                if (wanted(line, least)) emit(line, invocation);
            }
        } catch (InterruptedException enough) {
            // That is how it ends.
        }
    }

    private static void emit(LogLine line, Invocation invocation) {
        if (invocation.json()) invocation.screen().out().println(Json.compact(view(line)));
        else print(line, invocation.screen());
    }

    private static boolean wanted(LogLine line, Optional<Level> least) {
        return least.map(level -> line.level().toInt() >= level.toInt()).orElse(true);
    }

    private static Level level(String text) {
        List<String> names = Arrays.stream(Level.values()).map(ShowLog::name).toList();
        if (names.contains(text.toLowerCase(Locale.ROOT))) return Level.valueOf(text.toUpperCase(Locale.ROOT));
        throw new CommandFailure(
                "There is no level " + text, Nearest.remedy(text, names), "One of: " + String.join(", ", names));
    }

    private static String name(Level level) {
        return level.name().toLowerCase(Locale.ROOT);
    }

    private static void print(LogLine line, Screen screen) {
        Style style = switch (line.level()) {
            case ERROR -> Style.BAD;
            case WARN -> Style.WARN;
            case INFO -> Style.GOOD;
            case DEBUG, TRACE -> Style.MUTED;
        };
        String level = (line.level().name() + " ").substring(0, 5);
        screen.line(Style.MUTED.of(Formats.time(line.time())), " ", style.of(level), " ", line.message());
        if (!line.exception().isEmpty()) screen.block(line.exception().stripTrailing());
    }

    private static Map<String, Object> view(LogLine line) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("time", line.time().toString());
        view.put("level", name(line.level()));
        view.put("logger", line.logger());
        view.put("thread", line.thread());
        view.put("message", line.message());
        view.put("exception", line.exception());
        return view;
    }
}
