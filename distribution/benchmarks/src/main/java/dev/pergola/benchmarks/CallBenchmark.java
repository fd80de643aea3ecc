package dev.pergola.benchmarks;

import dev.pergola.api.Result;
import dev.pergola.api.extension.TaskResult;
import dev.pergola.benchmarks.pf4j.Pf4jTask;
import dev.pergola.benchmarks.plugin.Work;
import dev.pergola.execution.PluginCalls;
import dev.pergola.execution.TaskRequest;
import dev.pergola.testing.PergolaRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.pf4j.JarPluginManager;
import org.pf4j.PluginManager;

/**
 * Calls into a plugin through all of Pergola (deadline, limits, circuit breaker, meter, execution log and event), beside
 * the same work done directly. JMH runs each method in a JVM of its own.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 5, time = 1)
public class CallBenchmark {
    private static final int NO_PORT = 9;
    private static final long MILLISECOND = 1_000_000;
    private static final Map<String, Object> NOTHING = Map.of();

    /** A runtime with the plugin in it. */
    @State(Scope.Benchmark)
    public static class Platform {
        private final PergolaRuntime runtime = PergolaRuntime.builder().start();
        private final PluginCalls calls = runtime.calls();

        /** Installs the plugin. */
        @Setup(Level.Trial)
        public void install() {
            runtime.install(new PluginJar(PluginJar.Kind.PERGOLA, NO_PORT)
                    .write("echo", "1.0.0", runtime.data().resolveSibling("made/echo.jar")));
        }

        TaskResult execute(Map<String, Object> input) {
            Result<TaskResult> result = calls.execute(TaskRequest.of("echo", "ECHO", input));
            return result.value().orElseThrow(() -> new IllegalStateException("It failed: " + result));
        }

        /** Stops it. */
        @TearDown(Level.Trial)
        public void close() {
            runtime.close();
        }
    }

    /** PF4J with its plugin in it. */
    @State(Scope.Benchmark)
    public static class Pf4j {
        private final Path folder = temporary();
        private final PluginManager manager = new JarPluginManager(folder);
        private final Pf4jTask task = load();

        private static Path temporary() {
            try {
                return Files.createTempDirectory("pf4j");
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }

        private Pf4jTask load() {
            String id = manager.loadPlugin(Pf4jJar.write("echo", folder.resolve("echo.jar")));
            manager.startPlugin(id);
            return manager.getExtensions(Pf4jTask.class, id).get(0);
        }

        /** Deletes it. */
        @TearDown(Level.Trial)
        public void close() {
            manager.unloadPlugins();
            Installation.delete(folder);
        }
    }

    /** The method alone. */
    @Benchmark
    public TaskResult direct() {
        return new TaskResult(NOTHING);
    }

    /** The method, through an extension that PF4J gave out: it hands over the object and is out of the way. */
    @Benchmark
    public Map<String, Object> throughPf4j(Pf4j pf4j) {
        return pf4j.task.process(NOTHING);
    }

    /** The method, through Pergola. */
    @Benchmark
    public TaskResult throughPergola(Platform platform) {
        return platform.execute(NOTHING);
    }

    /** A millisecond's work alone. */
    @Benchmark
    public TaskResult millisecondDirect() {
        Work.forNanos(MILLISECOND);
        return new TaskResult(NOTHING);
    }

    /** A millisecond's work, through Pergola. */
    @Benchmark
    public TaskResult millisecondThroughPergola(Platform platform) {
        return platform.execute(Map.of("workNanos", MILLISECOND));
    }
}
