package dev.pergola.launcher;

import dev.pergola.launcher.configuration.ConfigurationDocuments;
import dev.pergola.launcher.configuration.Setting;
import dev.pergola.launcher.configuration.Settings;
import java.util.ArrayList;
import java.util.List;

/** Prints the effective configuration, or what is written about it. */
final class ConfigCommand implements Command {
    @Override
    public String name() {
        return "config";
    }

    @Override
    public String summary() {
        return "prints the configuration in effect, and who set what";
    }

    @Override
    public List<Option> options() {
        List<Option> options = new ArrayList<>(SettingsOptions.SERVER);
        options.add(Option.flag("--reference", "prints the reference of all keys, as markdown"));
        options.add(Option.flag("--example", "prints a configuration file with every key at its default"));
        return options;
    }

    @Override
    public ExitCode run(CommandLine line, Invocation invocation) {
        if (line.has("--reference")) {
            invocation.out().print(ConfigurationDocuments.reference());
        } else if (line.has("--example")) {
            invocation.out().print(ConfigurationDocuments.exampleFile());
        } else {
            Settings settings = SettingsOptions.load(this, line, invocation);
            for (Setting<?> setting : settings.all())
                invocation
                        .out()
                        .println(setting.key().name() + " = " + readable(setting) + "   (" + setting.origin() + ")");
        }
        return ExitCode.OK;
    }

    private static String readable(Setting<?> setting) {
        return setting.text().replace("\n", ", ");
    }
}
