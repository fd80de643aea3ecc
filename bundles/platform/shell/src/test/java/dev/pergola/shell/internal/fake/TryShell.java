package dev.pergola.shell.internal.fake;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Hashtable;
import java.util.Map;
import org.osgi.service.condition.Condition;
import org.slf4j.event.Level;

/** Opens the prompt on fakes, to try it by hand. */
public final class TryShell {
    private TryShell() {}

    public static void main(String[] args) throws Exception {
        Path temporary = Files.createTempDirectory("try-shell");
        Fakes fakes = new Fakes();
        fakes.logs.add("wordcount", Level.INFO, "counted 3 words");
        TestRuntime runtime =
                new TestRuntime(temporary.resolve("cache"), fakes, Map.of("pergola.data", temporary.toString()));
        Hashtable<String, Object> ready = new Hashtable<>(Map.of(Condition.CONDITION_ID, "pergola.ready.kernel"));
        System.out.println("ready without HTTP in 0 ms");
        runtime.context().registerService(Condition.class, Condition.INSTANCE, ready);
        runtime.framework().waitForStop(0);
        System.out.println("stopped");
    }
}
