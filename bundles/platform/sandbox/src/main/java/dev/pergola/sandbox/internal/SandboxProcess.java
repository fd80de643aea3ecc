package dev.pergola.sandbox.internal;

import dev.pergola.sandbox.Isolation;
import dev.pergola.sandbox.internal.containment.Box;
import dev.pergola.sandbox.internal.containment.Contained;
import dev.pergola.sandbox.internal.containment.Containment;
import dev.pergola.sandbox.internal.egress.EgressProxy;
import dev.pergola.sandbox.internal.egress.Grants;
import dev.pergola.worker.link.Link;
import dev.pergola.worker.link.Message;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The process of a sandbox with all that one plugin may have in it: its files, and its way out to the network. */
final class SandboxProcess implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SandboxProcess.class);

    private final WorkerProcess worker;
    private final Optional<EgressProxy> egress;
    private final Message.Load load;

    private SandboxProcess(WorkerProcess worker, Optional<EgressProxy> egress, Message.Load load) {
        this.worker = worker;
        this.egress = egress;
        this.load = load;
    }

    /**
     * What a sandbox is for.
     *
     * @param plugin whose it is, for the log
     * @param load what is to run in it
     * @param data the plugin's own folder, which is there
     * @param files what it is to see of the host's files, beside its own folder and what the command needs
     * @param network where it may connect to, where it is contained
     */
    record Purpose(
            String plugin,
            Message.Load load,
            Path data,
            PermissionRows.Files files,
            Function<Isolation.Tier, Grants> network) {

        /**
         * Whether a process will do that was started for any, at a tier: where that is a box, one that needs nothing of the
         * host's files but its own folder and those of plugins that it is wired to.
         */
        boolean isServedBy(Path berth, Isolation.Tier tier) {
            return tier == Isolation.Tier.C
                    || berth.equals(data.getParent())
                            && files.read().stream().allMatch(files.write()::contains)
                            && files.write().stream().allMatch(path -> berth.equals(path.getParent()));
        }

        private Set<Path> folders() {
            Set<Path> folders = new TreeSet<>(files.write());
            folders.add(data);
            return folders;
        }
    }

    /** Starts one for this purpose; throws {@link IOException} where it does not connect. */
    static SandboxProcess start(JavaCommand java, Containment containment, SandboxSettings settings, Purpose purpose)
            throws IOException {
        Path folder = WorkerProcess.folder();
        Optional<EgressProxy> egress = Optional.empty();
        try {
            egress = egress(folder, containment.tier(), settings, purpose);
            List<Path> readable = new ArrayList<>(java.reads());
            readable.addAll(purpose.files.read());
            List<Path> jars = purpose.load.bundles().stream()
                    .map(jar -> Path.of(jar.path()))
                    .toList();
            Box box = new Box(folder, scratch(), jars, readable, List.copyOf(purpose.folders()));
            return new SandboxProcess(WorkerProcess.start(java, containment, settings, box), egress, purpose.load);
        } catch (IOException | RuntimeException e) {
            egress.ifPresent(EgressProxy::close);
            WorkerProcess.delete(folder);
            throw e;
        }
    }

    /** Starts what can be made one for any purpose that is served by a folder with the data folders of all plugins. */
    static WorkerProcess startForAny(JavaCommand java, Containment containment, SandboxSettings settings, Path berth)
            throws IOException {
        Path folder = WorkerProcess.folder();
        try {
            Box box = new Box(folder, scratch(), List.of(), java.reads(), List.of(), Optional.of(berth));
            return WorkerProcess.start(java, containment, settings, box);
        } catch (IOException | RuntimeException e) {
            WorkerProcess.delete(folder);
            throw e;
        }
    }

    /** Makes one for this purpose of one that was started for any; throws {@link IOException} where that does not work. */
    static SandboxProcess of(WorkerProcess worker, Isolation.Tier tier, SandboxSettings settings, Purpose purpose)
            throws IOException {
        Contained contained = worker.contained();
        Optional<EgressProxy> egress = Optional.empty();
        try {
            egress = egress(worker.ownFolder(), tier, settings, purpose);
            Message.Load load = contained.isBoxed() ? copied(worker.ownFolder(), purpose.load) : purpose.load;
            contained.give(worker.ownFolder());
            if (contained.isBoxed()) for (Path shown : purpose.folders()) contained.show(shown);
            return new SandboxProcess(worker, egress, load);
        } catch (IOException | RuntimeException e) {
            egress.ifPresent(EgressProxy::close);
            worker.close();
            throw e;
        }
    }

    private static Path scratch() {
        return Path.of(System.getProperty("java.io.tmpdir"));
    }

    private static Optional<EgressProxy> egress(
            Path folder, Isolation.Tier tier, SandboxSettings settings, Purpose purpose) throws IOException {
        if (tier == Isolation.Tier.C) return Optional.empty();
        return Optional.of(EgressProxy.open(
                purpose.plugin, JavaCommand.egress(folder), purpose.network.apply(tier), settings.network()));
    }

    /** With copies of the jars, in the one folder that it sees. */
    private static Message.Load copied(Path folder, Message.Load load) throws IOException {
        List<Message.Jar> jars = new ArrayList<>();
        for (Message.Jar jar : load.bundles()) {
            Path copy = Files.copy(Path.of(jar.path()), folder.resolve("jar-" + jars.size()));
            jars.add(jar.in(copy.toString()));
        }
        return load.with(jars);
    }

    /** The plugin runs: nobody needs copies of its jars any more, as it has them open, or copies of its own. */
    void loaded() {
        for (Message.Jar jar : load.bundles()) {
            Path copy = Path.of(jar.path());
            if (!copy.startsWith(worker.ownFolder())) continue;
            try {
                Files.deleteIfExists(copy);
            } catch (IOException e) {
                LOG.debug("{} stays until the sandbox ends", copy, e);
            }
        }
    }

    /** The folder with its sockets, and what its framework keeps. */
    Path ownFolder() {
        return worker.ownFolder();
    }

    /** What it is to be told. */
    Message.Load load() {
        return load;
    }

    /** The way out of it, where there is no other. */
    Optional<EgressProxy> egress() {
        return egress;
    }

    Link<Message.ToKernel, Message.ToWorker> link() {
        return worker.link();
    }

    /** Waits for the first message, where nobody has. */
    void greet() {
        worker.greet();
    }

    InputStream output() {
        return worker.output();
    }

    Contained contained() {
        return worker.contained();
    }

    long pid() {
        return contained().pid();
    }

    /** How it ended, once it has; waits a little for that. */
    Optional<Integer> exit(Duration patience) {
        return worker.exit(patience);
    }

    /** Ends it, with all that it has started, and removes its folder. */
    @Override
    public void close() {
        egress.ifPresent(EgressProxy::close);
        worker.close();
    }
}
