package dev.pergola.benchmarks;

import dev.pergola.benchmarks.pf4j.Pf4jTask;
import dev.pergola.testing.PergolaRuntime;
import dev.pergola.testing.PluginClient;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.pf4j.JarPluginManager;
import org.pf4j.PluginManager;

/**
 * Loads plugins into this process, by Pergola's plugin manager and by PF4J's, in turns: from the call that loads a jar
 * until its extension has answered once.
 */
final class LoadBenchmark {
    private static final int WARM_UP = 20;
    private static final int NO_PORT = 9;

    private final Path work;
    private final int plugins;
    private final Samples pergola = new Samples();
    private final Samples pf4j = new Samples();

    LoadBenchmark(Path work, int plugins) {
        this.work = work.resolve("load");
        this.plugins = plugins;
    }

    void run() {
        PluginJar jars = new PluginJar(PluginJar.Kind.PERGOLA, NO_PORT);
        PluginManager manager = new JarPluginManager(work.resolve("pf4j"));
        try (PergolaRuntime runtime = PergolaRuntime.builder().start()) {
            for (int number = -WARM_UP; number < plugins; number++) {
                String id = "plugin-" + (number + WARM_UP);
                Path ours = jars.write(id, "1.0.0", work.resolve("pergola").resolve(id + ".jar"));
                Path theirs = Pf4jJar.write(id, work.resolve("pf4j").resolve(id + ".jar"));
                long ourTime = load(runtime, ours);
                long theirTime = load(manager, theirs);
                if (number < 0) continue;
                pergola.addMillis(ourTime);
                pf4j.addMillis(theirTime);
            }
        } finally {
            manager.unloadPlugins();
        }
    }

    private static long load(PergolaRuntime runtime, Path jar) {
        long began = System.nanoTime();
        PluginClient client = runtime.install(jar);
        if (client.execute("ECHO", Map.of()).value().isEmpty())
            throw new IllegalStateException(client + " did not answer");
        return System.nanoTime() - began;
    }

    private static long load(PluginManager manager, Path jar) {
        long began = System.nanoTime();
        String id = manager.loadPlugin(jar);
        manager.startPlugin(id);
        List<Pf4jTask> tasks = manager.getExtensions(Pf4jTask.class, id);
        if (tasks.size() != 1) throw new IllegalStateException(id + " has " + tasks.size() + " extensions");
        tasks.get(0).process(Map.of());
        return System.nanoTime() - began;
    }

    Table table() {
        Table table = new Table(
                "Load time",
                "In process, from the call that loads a jar until its extension has answered once. Milliseconds, of "
                        + plugins + " different plugins, after " + WARM_UP + " to warm up; the ratio is of the medians,"
                        + " to Pergola's.",
                "Engine",
                "p50",
                "p95",
                "max",
                "all",
                "ratio");
        row(table, "Pergola, `PluginManager.install`", pergola);
        row(table, "PF4J, `loadPlugin` and `startPlugin`", pf4j);
        return table;
    }

    private void row(Table table, String name, Samples samples) {
        table.row(
                name,
                Samples.text(samples.median()),
                Samples.text(samples.percentile(95)),
                Samples.text(samples.max()),
                Samples.text(samples.sum()),
                Samples.ratio(samples.median(), pergola.median()));
    }
}
