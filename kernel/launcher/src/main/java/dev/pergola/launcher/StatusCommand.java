package dev.pergola.launcher;

import dev.pergola.launcher.configuration.ConfigurationKeys;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Says whether an instance runs. */
final class StatusCommand implements Command {
    @Override
    public String name() {
        return "status";
    }

    @Override
    public String summary() {
        return "says whether an instance runs: exit code 0 if so, 3 if not";
    }

    @Override
    public List<Option> options() {
        return SettingsOptions.CLIENT;
    }

    @Override
    public ExitCode run(CommandLine line, Invocation invocation) {
        Path data = SettingsOptions.load(this, line, invocation).get(ConfigurationKeys.DATA);
        Instance instance = Instance.get(data);
        invocation.out().println("running");
        invocation.out().println("  process  " + instance.pid());
        invocation.out().println("  address  " + (instance.address().isEmpty() ? "none" : instance.address()));
        invocation.out().println("  up       " + readable(Duration.between(instance.started(), Instant.now())));
        invocation.out().println("  data     " + data);
        return ExitCode.OK;
    }

    static String readable(Duration duration) {
        if (duration.toMinutes() < 1) return Math.max(0, duration.toSeconds()) + " s";
        if (duration.toHours() < 1) return duration.toMinutes() + " min " + duration.toSecondsPart() + " s";
        if (duration.toDays() < 1) return duration.toHours() + " h " + duration.toMinutesPart() + " min";
        return duration.toDays() + " d " + duration.toHoursPart() + " h";
    }
}
