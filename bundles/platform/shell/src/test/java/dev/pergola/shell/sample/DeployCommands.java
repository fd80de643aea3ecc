package dev.pergola.shell.sample;

import dev.pergola.api.ExecutionContext;
import dev.pergola.api.annotation.Argument;
import dev.pergola.api.annotation.Command;
import dev.pergola.api.annotation.Option;
import dev.pergola.api.extension.CommandGroup;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What a plugin's commands look like (R152); packed into a bundle by tests. Not public: only the methods have to be. */
final class DeployCommands implements CommandGroup {
    public enum Strategy {
        ALL_AT_ONCE,
        CANARY;

        @Override
        public String toString() {
            throw new IllegalStateException("hostile");
        }
    }

    @Override
    public String group() {
        return "deploy";
    }

    @Command(name = "advanced", description = "Deploys a service", examples = "deploy:advanced web --strategy canary")
    public String advanced(
            ExecutionContext context,
            @Argument(name = "service", description = "Service to deploy") String service,
            @Option(name = "--strategy", description = "Deployment strategy", defaultValue = "ALL_AT_ONCE")
                    Strategy strategy,
            @Option(name = "--replicas", defaultValue = "2") int replicas,
            @Option(name = "--dry-run") boolean dryRun) {
        return "%s %s x%d dry=%s by %s"
                .formatted(
                        service,
                        strategy.name(),
                        replicas,
                        dryRun,
                        context.attributes().get("caller"));
    }

    @Command(name = "types", description = "Shows what it was given")
    public Map<String, Object> types(
            @Argument(name = "count") long count,
            @Argument(name = "ratio", defaultValue = "0.5") double ratio,
            @Argument(name = "tags", defaultValue = "") List<String> tags,
            @Option(name = "--file", defaultValue = "x.txt") Path file,
            @Option(name = "--label") List<String> labels,
            @Option(name = "--strategy") Strategy strategy) {
        return Map.of(
                "count", count,
                "ratio", ratio,
                "tags", tags,
                "file", file.isAbsolute() + " " + file.getFileName(),
                "labels", labels,
                "strategy", strategy.name());
    }

    @Command(name = "fail", description = "Throws")
    public void fail() throws Exception {
        throw new IOException("disk on fire");
    }

    @Command(name = "wait", description = "Takes long")
    public void waitLong(ExecutionContext context) throws InterruptedException {
        context.progress(0.5, "half way");
        TimeUnit.MINUTES.sleep(1);
    }

    @Command(name = "bad", description = "Takes what no command line can give")
    public void bad(@Argument(name = "thread") Thread thread) {}

    @Command(name = "Bad Name", description = "Has a bad name")
    public void badName() {}

    @Command(name = "bad-default", description = "Has a bad default")
    public void badDefault(@Option(name = "--n", defaultValue = "many") int n) {}

    @Command(name = "no-annotation", description = "Says nothing of its parameter")
    public void noAnnotation(String text) {}

    @Command(name = "twice", description = "Uses a name twice")
    public void twice(@Option(name = "--a") String a, @Option(name = "--a") String b) {}

    @Command(name = "wrong-order", description = "Requires the second only")
    public void wrongOrder(@Argument(name = "a", defaultValue = "1") int a, @Argument(name = "b") int b) {}

    @Command(name = "list-first", description = "Has its list first")
    public void listFirst(@Argument(name = "a") List<String> a, @Argument(name = "b") String b) {}
}
