package dev.pergola.sandbox.internal;

import dev.pergola.api.extension.Extension;
import dev.pergola.api.extension.ExtensionRegistry;
import dev.pergola.api.extension.TaskProcessor;
import dev.pergola.execution.PluginInstance;
import dev.pergola.execution.PluginRoutes;
import dev.pergola.sandbox.Isolation;
import dev.pergola.sandbox.Placement;
import dev.pergola.sandbox.Placement.Where;
import dev.pergola.sandbox.Placements;
import dev.pergola.sandbox.Sandboxes;
import dev.pergola.sandbox.internal.SandboxPolicy.Word;
import java.util.List;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Says what the policy decides, before anybody calls. */
@Component
public final class PlacementView implements Placements {
    private final PluginRoutes routes;
    private final SandboxPolicy policy;
    private final Sandboxes sandboxes;
    private final ExtensionRegistry extensions;

    /** For the instances that have become current. */
    @Activate
    public PlacementView(
            @Reference PluginRoutes routes,
            @Reference SandboxPolicy policy,
            @Reference Sandboxes sandboxes,
            @Reference ExtensionRegistry extensions) {
        this.routes = routes;
        this.policy = policy;
        this.sandboxes = sandboxes;
        this.extensions = extensions;
    }

    @Override
    public Optional<Placement> of(String pluginId) {
        return routes.current(pluginId).map(this::of);
    }

    private Placement of(PluginInstance instance) {
        Word word = policy.word(instance);
        if (word != Word.ITS_OWN) return placement(word.where(), word.why() + policy.unless(word), List.of());
        List<String> tasks = sandboxed(instance);
        return tasks.isEmpty()
                ? placement(Where.IN_PROCESS, "no task of it asks for a sandbox", tasks)
                : placement(Where.BY_TASK, word.why(), tasks);
    }

    private Placement placement(Where where, String why, List<String> tasks) {
        if (where == Where.IN_PROCESS) return new Placement(where, why, Optional.empty(), tasks);
        try {
            Isolation isolation = sandboxes.isolation();
            String all = isolation.works()
                    ? why
                    : why + "; but nothing runs there, as this tier does not work on this host, see sandbox:doctor";
            return new Placement(where, all, Optional.of(isolation.tier()), tasks);
        } catch (RuntimeException notFoundOut) {
            return new Placement(where, why, Optional.empty(), tasks);
        }
    }

    /** As each call of one would be asked about. */
    private List<String> sandboxed(PluginInstance instance) {
        String version = instance.metadata().version().toString();
        return extensions.extensions().stream()
                .filter(extension ->
                        extension.plugin().equals(instance.metadata().id())
                                && extension.version().equals(version)
                                && extension.type().equals(TaskProcessor.class.getName())
                                && policy.asksForOne(extension.attributes()))
                .map(Extension::name)
                .sorted()
                .toList();
    }
}
