package dev.pergola.benchmarks;

import dev.pergola.benchmarks.Options.Suite;
import dev.pergola.benchmarks.Pergola.Variant;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Measures what is asked for and prints it as tables, which are Markdown too. */
public final class Main {
    private final Options options;
    private final StringBuilder report = new StringBuilder();
    private final Bars bars = new Bars();

    private Main(Options options) {
        this.options = options;
    }

    /** Takes its options from system properties; see {@link Options}. */
    public static void main(String[] arguments) throws IOException {
        new Main(Options.fromProperties()).run();
    }

    private void run() throws IOException {
        double loadAtFirst = Machine.load();
        Path work = Files.createTempDirectory(Files.createDirectories(options.work()), "run-");
        Pergola pergola = new Pergola(options.pergola(), Variant.FULL);
        Pergola core = new Pergola(options.pergola(), Variant.CORE);
        Karaf karaf = new Karaf(options.karaf(), options.karafVersion(), Karaf.DEFAULT_POLL);
        Karaf quick = new Karaf(options.karaf(), options.karafVersion(), Duration.ofMillis(100));
        boolean runs = options.compares() && runs(karaf, work);
        if (options.compares())
            print(settings(Stream.of(pergola, core, karaf, quick)).toString());

        if (wants(Suite.START)) {
            StartBenchmark start = new StartBenchmark(those(runs, pergola, core, karaf), work, options.starts());
            start.run();
            print(start.tables());
            start.judge(bars);
        }
        if (wants(Suite.DEPLOY)) {
            DeployBenchmark deploy = new DeployBenchmark(those(runs, pergola, karaf, quick), work, options.rounds());
            deploy.run();
            print(deploy.tables());
            deploy.judge(bars);
        }
        if (wants(Suite.SWAP)) {
            SwapBenchmark swap = new SwapBenchmark(pergola, work, options.rounds() * 2);
            swap.run();
            print(swap.table().toString());
            swap.judge(bars);
        }
        if (wants(Suite.LOAD)) {
            LoadBenchmark load = new LoadBenchmark(work, options.rounds() * 5);
            load.run();
            print(load.table().toString());
        }
        if (wants(Suite.CALLS)) {
            CallSuite calls = new CallSuite();
            calls.run();
            print(calls.table().toString());
            calls.judge(bars);
        }
        if (wants(Suite.MEMORY)) {
            MemoryBenchmark memory = new MemoryBenchmark(those(runs, pergola, core, karaf), work);
            memory.run();
            print(memory.table().toString());
            memory.judge(bars);
        }
        if (wants(Suite.GUARD)) guard(pergola, work);
        if (wants(Suite.VETTING)) vetting(pergola, work);
        if (wants(Suite.SANDBOX)) sandbox(pergola, work);
        if (!bars.isEmpty()) print(bars.table().toString());
        print(Machine.describe(loadAtFirst).toString());
        String warning = Machine.warning(loadAtFirst);
        if (!warning.isEmpty()) print(warning + "\n");
        Path file = options.work().resolve("benchmarks.md");
        Files.writeString(file, report);
        Installation.delete(work);
        System.out.println("Written to " + file);
    }

    private void guard(Pergola pergola, Path work) {
        GuardBenchmark guard = new GuardBenchmark(pergola, work, options.rounds());
        guard.run();
        print(guard.table().toString());
        print(guard.added().toString());
        guard.judge(bars);
    }

    private void vetting(Pergola pergola, Path work) {
        VettingBenchmark vetting = new VettingBenchmark(pergola, work, options.rounds());
        vetting.run();
        print(vetting.table().toString());
        DeployBenchmark deploy = new DeployBenchmark(
                List.of(pergola, new Pergola(options.pergola(), Variant.UNVETTED)),
                work.resolve("unvetted"),
                options.deployments());
        deploy.run();
        print(deploy.deployed("Hot deploy, with and without vetting").toString());
    }

    private void sandbox(Pergola pergola, Path work) {
        print(new SandboxBenchmark(pergola, work, options.rounds()).measure(bars));
    }

    private boolean wants(Suite suite) {
        return options.suites().contains(suite);
    }

    /** Starts Karaf once, uncounted: it does not run on every Java, and the files are read into memory by it. */
    private boolean runs(Contender contender, Path work) {
        try (Installation installation = contender.unpack(work.resolve("trial"));
                Engine engine = installation.start()) {
            if (awaitReady(installation, engine)) return true;
            print(contender.name() + " does not run on this Java and is left out: "
                    + engine.said().lines().findFirst().orElse("it said nothing") + "\n");
            return false;
        }
    }

    private static boolean awaitReady(Installation installation, Engine engine) {
        try {
            installation.awaitReady(engine);
            return true;
        } catch (IllegalStateException e) {
            return false;
        }
    }

    private static List<Contender> those(boolean withKaraf, Contender... all) {
        return Stream.of(all)
                .filter(contender -> withKaraf || !(contender instanceof Karaf))
                .toList();
    }

    private static Table settings(Stream<Contender> contenders) {
        Table table = new Table("Engines", "", "Engine", "how it is run");
        contenders.forEach(contender -> table.row(contender.name(), contender.settings()));
        return table;
    }

    private void print(List<Table> tables) {
        List<String> texts = new ArrayList<>();
        tables.forEach(table -> texts.add(table.toString()));
        texts.forEach(this::print);
    }

    private void print(String text) {
        System.out.println(text);
        report.append(text).append('\n');
    }
}
