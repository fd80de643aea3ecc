package dev.pergola.shell.internal.vetting;

import dev.pergola.lifecycle.PluginManager;
import dev.pergola.lifecycle.Problem;
import dev.pergola.shell.internal.command.ArgumentSpec.Arity;
import dev.pergola.shell.internal.command.CommandFailure;
import dev.pergola.shell.internal.command.CommandSpec;
import dev.pergola.shell.internal.command.Invocation;
import dev.pergola.shell.internal.command.Screen;
import dev.pergola.shell.internal.command.Style;
import dev.pergola.shell.internal.plugin.Plugins;
import dev.pergola.shell.internal.plugin.Views;
import dev.pergola.vetting.Advisories;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.felix.service.command.Function;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code advisory:check}. */
@Component(
        service = Function.class,
        property = {"osgi.command.scope=advisory", "osgi.command.function=check"})
public final class CheckAdvisories extends VettingCommand {
    private final Advisories advisories;
    private final PluginManager manager;

    /** On the plugins of a lifecycle. */
    @Activate
    public CheckAdvisories(@Reference Advisories advisories, @Reference PluginManager manager) {
        super(CommandSpec.of("advisory", "check", "Say what is known to be unsafe in the plugins that are installed")
                .details("A plugin that is affected is an error, so that scripts can watch for it.")
                .argument("plugin", "A plugin; all where not given", Arity.OPTIONAL, Plugins.ids(manager))
                .example("advisory:check", "")
                .example("advisory:check wordcount", ""));
        this.advisories = advisories;
        this.manager = manager;
    }

    @Override
    void work(Invocation invocation) {
        Map<String, List<Problem>> found = new LinkedHashMap<>();
        for (String id : asked(invocation)) {
            List<Problem> problems = advisories.problems(id);
            if (!problems.isEmpty()) found.put(id, problems);
        }
        Screen screen = invocation.screen();
        if (invocation.json()) {
            Map<String, Object> view = new LinkedHashMap<>();
            found.forEach((id, problems) -> view.put(id, Views.problems(problems)));
            screen.json(view);
        } else {
            found.forEach((id, problems) -> print(id, problems, screen));
            if (found.isEmpty()) screen.line("Nothing is known.");
        }
        if (!found.isEmpty()) {
            throw new CommandFailure("Affected: " + String.join(", ", found.keySet()));
        }
    }

    private List<String> asked(Invocation invocation) {
        Optional<String> plugin = invocation.arguments().optionalArgument("plugin");
        if (plugin.isPresent())
            return List.of(Plugins.require(manager, plugin.get()).metadata().id());
        return manager.list().stream()
                .map(one -> one.metadata().id())
                .distinct()
                .toList();
    }

    private static void print(String id, List<Problem> problems, Screen screen) {
        screen.line(Style.STRONG.of(id));
        for (Problem problem : problems) {
            screen.line("  ", Style.BAD.of(problem.message()));
            if (!problem.remedy().isBlank()) screen.line("    ", problem.remedy());
        }
    }
}
