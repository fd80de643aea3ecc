package dev.pergola.sandbox.internal.containment;

import dev.pergola.sandbox.Isolation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Starts processes at one tier of isolation. A shell comes first in each: it sets what a process can only set for itself,
 * and becomes the program.
 */
public final class Containment implements AutoCloseable {
    /** Of one digit: a shell need not know more. */
    private static final int FILTER = 9;

    private static final String SHELL = "/bin/sh";
    private static final int SHELL_BLOCK = 512;

    private final Isolation.Tier tier;
    private final Optional<Bubblewrap> bubblewrap;
    private final Optional<Unprivileged> user;
    private final Optional<ControlGroups> groups;
    private final Optional<byte[]> filter;
    private final Optional<MountNamespace> mounts;
    /** A box ends with the thread that started it, so this one never does. */
    private final ExecutorService spawner = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(null, task, "pergola-sandbox-spawner", 0, false);
        thread.setDaemon(true);
        return thread;
    });

    private Containment(
            Isolation.Tier tier,
            Optional<Bubblewrap> bubblewrap,
            Optional<Unprivileged> user,
            Optional<ControlGroups> groups,
            Optional<byte[]> filter,
            Optional<MountNamespace> mounts) {
        this.tier = tier;
        this.bubblewrap = bubblewrap;
        this.user = user;
        this.groups = groups;
        this.filter = filter;
        this.mounts = mounts;
    }

    /** With boxes: at tier A where there are control groups, at B where not. */
    static Containment boxed(
            Bubblewrap bubblewrap,
            Optional<Unprivileged> user,
            Optional<ControlGroups> groups,
            byte[] filter,
            Optional<MountNamespace> mounts) {
        return new Containment(
                groups.isPresent() ? Isolation.Tier.A : Isolation.Tier.B,
                Optional.of(bubblewrap),
                user,
                groups,
                Optional.of(filter),
                mounts);
    }

    /** A process as any other. */
    static Containment plain() {
        return new Containment(
                Isolation.Tier.C,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** At which tier. */
    public Isolation.Tier tier() {
        return tier;
    }

    /** Whether a folder can be shown to what runs already. */
    public boolean showsFolders() {
        return bubblewrap.isEmpty() || mounts.filter(MountNamespace::isHeld).isPresent();
    }

    /**
     * Starts a command in a box. What it prints as errors is part of its output.
     *
     * @throws IOException where it cannot be started; that it ends at once is not seen here
     */
    public Contained start(List<String> command, Box box, Limits limits) throws IOException {
        if (box.berth().isPresent() && !showsFolders())
            throw new IllegalArgumentException("No folder can be shown to a box that runs, on this host");
        Optional<ControlGroup> group =
                groups.isPresent() ? Optional.of(groups.get().make(limits)) : Optional.empty();
        Optional<MountNamespace.Berth> berth = Optional.empty();
        try {
            if (user.isPresent()) user.get().moveInto(box);
            if (box.berth().isPresent() && mounts.isPresent())
                berth = Optional.of(mounts.get().berth());
            List<String> whole = shell(command, box, limits, group, berth);
            ProcessBuilder builder =
                    new ProcessBuilder(whole).directory(box.folder().toFile()).redirectErrorStream(true);
            // Nothing of what the kernel was told is the sandbox's business.
            builder.environment().clear();
            builder.environment().put("LC_ALL", "C.UTF-8");
            return new Contained(spawn(builder), bubblewrap.isPresent(), user, group, berth, limits);
        } catch (IOException | RuntimeException e) {
            group.ifPresent(ControlGroup::close);
            berth.ifPresent(MountNamespace.Berth::close);
            throw e;
        }
    }

    private List<String> shell(
            List<String> command,
            Box box,
            Limits limits,
            Optional<ControlGroup> group,
            Optional<MountNamespace.Berth> berth)
            throws IOException {
        if (bubblewrap.isEmpty() && !Files.isExecutable(Path.of(SHELL))) return command;
        StringBuilder script = new StringBuilder("ulimit -c 0; ulimit -n ")
                .append(limits.openFiles())
                .append("; ulimit -f ")
                .append(limits.fileMegabytes() * Limits.MEGABYTE / SHELL_BLOCK)
                .append("; ");
        List<String> arguments = new ArrayList<>();
        for (Path entrance : group.map(ControlGroup::entrances).orElse(List.of())) {
            script.append("echo $$ > \"$1\" || exit 125; shift; ");
            arguments.add(entrance.toString());
        }
        if (bubblewrap.isEmpty()) {
            script.append("exec \"$@\"");
            arguments.addAll(command);
        } else {
            if (filter.isPresent()) {
                script.append("filter=\"$1\"; shift; exec " + FILTER + "<\"$filter\"; rm \"$filter\"; ");
                arguments.add(Files.write(box.folder().resolve("filter"), filter.get())
                        .toString());
            }
            script.append("exec \"$@\"");
            if (berth.isPresent()) arguments.addAll(mounts.orElseThrow().entrance());
            arguments.addAll(bubblewrap
                    .get()
                    .around(command, box, limits, filter.map(bytes -> FILTER), berth.map(MountNamespace.Berth::place)));
        }
        List<String> whole = new ArrayList<>(List.of(SHELL, "-c", script.toString(), "sandbox"));
        whole.addAll(arguments);
        return whole;
    }

    private Process spawn(ProcessBuilder builder) throws IOException {
        try {
            return spawner.submit(builder::start).get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failed) throw failed;
            throw new IOException("The process was not started", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted", e);
        }
    }

    /** Starts no more; what runs in a box ends. */
    @Override
    public void close() {
        spawner.shutdown();
        mounts.ifPresent(MountNamespace::close);
    }
}
