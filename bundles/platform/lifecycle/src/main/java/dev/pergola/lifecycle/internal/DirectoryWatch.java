package dev.pergola.lifecycle.internal;

import java.io.File;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.felix.fileinstall.ArtifactInstaller;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices what happens in the plugin directories. FileInstall is the watcher of record; it looks once in a poll. A
 * blocking watch of our own hands over the same files within milliseconds, where the operating system tells. Both may
 * report the same thing: {@link DropIn} does not mind.
 */
final class DirectoryWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DirectoryWatch.class);
    private static final String FILE_INSTALL = "org.apache.felix.fileinstall";

    private final BundleContext context;
    private final ConfigurationAdmin admin;
    private final DropIn dropIn;
    private final List<Path> directories;
    private final Duration interval;
    private final Map<Path, WatchKey> keys = new HashMap<>();
    private @Nullable ServiceRegistration<?> installer;
    private @Nullable WatchService watch;
    private @Nullable Thread thread;
    private volatile boolean closed;

    DirectoryWatch(
            BundleContext context, ConfigurationAdmin admin, DropIn dropIn, List<Path> directories, Duration interval) {
        this.context = context;
        this.admin = admin;
        this.dropIn = dropIn;
        this.directories = directories;
        this.interval = interval;
    }

    void start() throws IOException {
        // The installer has to be there before FileInstall knows of a directory, or it would install jars by itself.
        Hashtable<String, Object> first = new Hashtable<>();
        first.put(Constants.SERVICE_RANKING, Integer.MAX_VALUE);
        installer = context.registerService(new String[] {ArtifactInstaller.class.getName()}, new Installer(), first);
        for (Path directory : directories) configureFileInstall(directory);
        watch = directories.isEmpty()
                ? null
                : directories.get(0).getFileSystem().newWatchService();
        thread = new Thread(null, this::watch, "pergola-watch", 0, false);
        thread.setDaemon(true);
        thread.start();
    }

    private void configureFileInstall(Path directory) throws IOException {
        String name = Integer.toHexString(directory.toString().hashCode());
        Configuration configuration = admin.getFactoryConfiguration(FILE_INSTALL, name, "?");
        Hashtable<String, Object> properties = new Hashtable<>();
        properties.put("felix.fileinstall.dir", directory.toString());
        properties.put("felix.fileinstall.poll", Long.toString(interval.toMillis()));
        properties.put("felix.fileinstall.filter", ".*\\.jar");
        properties.put("felix.fileinstall.noInitialDelay", "true");
        properties.put("felix.fileinstall.fragmentScope", "managed");
        properties.put("felix.fileinstall.optionalImportRefreshScope", "managed");
        properties.put("felix.fileinstall.subdir.mode", "skip");
        properties.put("felix.fileinstall.log.level", "0");
        // Without one it makes itself another at each start, and leaves it behind.
        properties.put(
                "felix.fileinstall.tmpdir",
                context.getDataFile("fileinstall-" + name).toString());
        configuration.updateIfDifferent(properties);
    }

    /** What FileInstall calls, on its one thread: hand over and return. */
    private final class Installer implements ArtifactInstaller {
        /** Whatever is in our directories: what is left to FileInstall it installs, under whatever name it is there. */
        @Override
        public boolean canHandle(File artifact) {
            return directories.contains(
                    artifact.toPath().toAbsolutePath().normalize().getParent());
        }

        @Override
        public void install(File artifact) {
            dropIn.offer(artifact.toPath());
        }

        @Override
        public void update(File artifact) {
            dropIn.offer(artifact.toPath());
        }

        @Override
        public void uninstall(File artifact) {
            dropIn.offer(artifact.toPath());
        }
    }

    private void watch() {
        while (!closed) {
            try {
                if (register()) dropIn.rescan();
                @Nullable WatchService service = watch;
                if (service == null) return;
                @Nullable WatchKey key = service.poll(500, TimeUnit.MILLISECONDS);
                if (key != null) handle(key);
            } catch (InterruptedException | ClosedWatchServiceException e) {
                return;
            } catch (IOException | RuntimeException e) {
                LOG.warn("The plugin directories cannot be watched; trying again: {}", e.toString());
                pause();
            }
        }
    }

    /** Begins to watch directories that are there and not watched; tells whether there were any. */
    private boolean register() throws IOException {
        boolean any = false;
        for (Path directory : directories) {
            @Nullable WatchKey key = keys.get(directory);
            if (key != null && key.isValid() && Files.isDirectory(directory)) continue;
            if (key != null) {
                key.cancel();
                keys.remove(directory);
                dropIn.rescan();
            }
            if (!Files.isDirectory(directory)) continue;
            WatchService service = watch;
            if (service == null) return false;
            keys.put(
                    directory,
                    directory.register(
                            service,
                            StandardWatchEventKinds.ENTRY_CREATE,
                            StandardWatchEventKinds.ENTRY_MODIFY,
                            StandardWatchEventKinds.ENTRY_DELETE));
            any = true;
        }
        return any;
    }

    private void handle(WatchKey key) {
        for (WatchEvent<?> event : key.pollEvents()) {
            if (event.kind() == StandardWatchEventKinds.OVERFLOW) {
                dropIn.rescan();
            } else if (event.context() instanceof Path name && key.watchable() instanceof Path directory) {
                dropIn.offer(directory.resolve(name));
            }
        }
        key.reset();
    }

    private void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(500);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closed = true;
        }
    }

    @Override
    public void close() {
        closed = true;
        try {
            if (watch != null) watch.close();
        } catch (IOException e) {
            LOG.debug("The watch did not close", e);
        }
        if (thread != null) thread.interrupt();
        if (installer != null) {
            try {
                installer.unregister();
            } catch (IllegalStateException e) {
                LOG.debug("Already gone", e);
            }
        }
    }
}
