package dev.pergola.shell.internal.contributed;

import dev.pergola.api.Result;
import dev.pergola.api.Status;
import dev.pergola.api.event.Subscription;
import dev.pergola.api.extension.CommandGroup;
import dev.pergola.api.extension.Extension;
import dev.pergola.api.extension.ExtensionRegistry;
import dev.pergola.events.PlatformEvents;
import dev.pergola.events.Topics;
import dev.pergola.execution.CallOptions;
import dev.pergola.execution.CallTarget;
import dev.pergola.execution.PluginCalls;
import dev.pergola.shell.internal.call.CallRunner;
import dev.pergola.shell.internal.contributed.CommandDescription.Group;
import java.time.Duration;
import java.util.HashSet;
import java.util.Hashtable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.Function;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps Gogo's commands equal to what the active plugins bring. Whatever may have changed that - a command group that
 * comes or goes, a plugin that changes its state - has all of them looked at anew, on one thread and one time for many
 * changes. Only references to services are taken from the framework; the services themselves are reached through calls.
 */
@Component(
        service = {},
        immediate = true)
public final class ContributedCommands {
    private static final Logger LOG = LoggerFactory.getLogger(ContributedCommands.class);
    private static final Set<String> RESERVED = Set.of(
            "plugin",
            "extension",
            "pergola",
            "gogo",
            "felix",
            "scr",
            "obr",
            "shell",
            "system",
            "context",
            "dm",
            "http");
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final BundleContext context;
    private final ExtensionRegistry registry;
    private final PluginCalls calls;
    private final CallRunner runner;
    private final Subscription subscription;
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final ExecutorService worker = Executors.newSingleThreadExecutor(work -> {
        Thread thread = new Thread(null, work, "pergola-shell-commands", 0, false);
        thread.setDaemon(true);
        return thread;
    });

    private volatile boolean stopping;

    // Used by the worker, and when that has ended.
    private final Map<String, Registered> registered = new LinkedHashMap<>();
    private Set<String> complaints = new HashSet<>();

    private record Registered(ContributedCommand command, ServiceRegistration<Function> registration) {}

    /** On the plugins of this platform. */
    @Activate
    public ContributedCommands(
            BundleContext context,
            @Reference ExtensionRegistry registry,
            @Reference PluginCalls calls,
            @Reference CallRunner runner,
            @Reference PlatformEvents events) {
        this.context = context;
        this.registry = registry;
        this.calls = calls;
        this.runner = runner;
        this.subscription = events.bus().on(Topics.PLUGIN + "/*", event -> refresh());
        refresh();
    }

    /** A command group is there; it may not be active yet. */
    @Reference(
            service = CommandGroup.class,
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            unbind = "disappeared")
    void appeared(ServiceReference<CommandGroup> group) {
        refresh();
    }

    /** A command group is gone. */
    void disappeared(ServiceReference<CommandGroup> group) {
        refresh();
    }

    @Deactivate
    void stop() throws InterruptedException {
        stopping = true;
        subscription.close();
        worker.shutdownNow();
        // Once this returns, the bundle's classes may be gone. Its services the framework takes back itself.
        if (!worker.awaitTermination(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
            LOG.warn("A plugin is still being asked for its commands");
            return;
        }
        keep(Map.of());
    }

    private void refresh() {
        if (stopping || !scheduled.compareAndSet(false, true)) return;
        try {
            worker.execute(() -> {
                scheduled.set(false);
                try {
                    keep(wanted());
                } catch (RuntimeException broken) {
                    if (!stopping)
                        LOG.warn("The commands of plugins could not be looked at; the next change tries again", broken);
                }
            });
        } catch (RejectedExecutionException stopping) {
            // Then there is nothing to keep.
        }
    }

    private Map<String, ContributedCommand> wanted() {
        Map<String, ContributedCommand> wanted = new LinkedHashMap<>();
        Set<String> found = new HashSet<>();
        for (Extension extension : registry.extensions(CommandGroup.class)) {
            Optional<Group> group = describe(extension, found);
            if (group.isEmpty()) continue;
            String name = group.get().group();
            for (String complaint : group.get().complaints()) complain(found, extension, complaint);
            Optional<String> refusal = refusal(name);
            if (refusal.isPresent()) {
                complain(found, extension, refusal.get());
                continue;
            }
            for (CommandDescription description : group.get().commands()) {
                ContributedCommand command =
                        new ContributedCommand(name, description, extension.plugin(), extension.name(), runner);
                ContributedCommand first = wanted.putIfAbsent(command.spec().fullName(), command);
                if (first != null) {
                    complain(
                            found,
                            extension,
                            "Command " + command.spec().fullName() + " is left out: " + first.origin()
                                    + " has it already");
                }
            }
        }
        complaints = found;
        return wanted;
    }

    private Optional<Group> describe(Extension extension, Set<String> found) {
        CallTarget<CommandGroup> target = new CallTarget<>(
                CommandGroup.class, extension.plugin(), Optional.empty(), Optional.of(extension.name()));
        Result<Group> result = calls.call(
                target,
                CallOptions.platform("describe commands").within(PATIENCE),
                (group, execution) -> CommandReader.read(group));
        // Rejected is what a plugin that has just gone is; whatever takes its place is looked at as well.
        result.failure()
                .filter(failure -> failure.status() != Status.REJECTED && failure.status() != Status.CANCELLED)
                .ifPresent(failure -> complain(
                        found,
                        extension,
                        "Its commands cannot be read: " + failure.status().wireName() + ": " + failure.message()));
        return result.value();
    }

    private static Optional<String> refusal(String group) {
        if (RESERVED.contains(group)) {
            return Optional.of("The command group " + group + " is the platform's own; choose another name");
        }
        return CommandReader.NAME.matcher(group).matches()
                ? Optional.empty()
                : Optional.of("The name of a command group has to match " + CommandReader.NAME.pattern() + ", but is: "
                        + group);
    }

    /** Says it once, and again only when it has been all right in between. */
    private void complain(Set<String> found, Extension extension, String what) {
        String complaint = extension.plugin() + " " + extension.version() + " (" + extension.name() + "): " + what;
        if (found.add(complaint) && !complaints.contains(complaint)) LOG.warn("{}", complaint);
    }

    private void keep(Map<String, ContributedCommand> wanted) {
        for (Map.Entry<String, Registered> entry : List.copyOf(registered.entrySet())) {
            ContributedCommand same = wanted.get(entry.getKey());
            if (same != null && same.sameAs(entry.getValue().command())) continue;
            registered.remove(entry.getKey());
            unregister(entry.getValue().registration());
        }
        wanted.forEach((name, command) -> registered.computeIfAbsent(name, key -> register(command)));
    }

    private Registered register(ContributedCommand command) {
        Hashtable<String, Object> properties = new Hashtable<>();
        properties.put(CommandProcessor.COMMAND_SCOPE, command.spec().scope());
        properties.put(CommandProcessor.COMMAND_FUNCTION, command.spec().name());
        return new Registered(command, context.registerService(Function.class, command, properties));
    }

    private static void unregister(ServiceRegistration<Function> registration) {
        try {
            registration.unregister();
        } catch (IllegalStateException stopping) {
            // The framework has done it.
        }
    }
}
