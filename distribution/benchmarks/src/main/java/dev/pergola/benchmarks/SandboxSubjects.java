package dev.pergola.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Where the plugin's calls are measured: one process of the archive for each place, all running at one time. */
final class SandboxSubjects implements AutoCloseable {
    private static final List<String> TIERS = List.of("A", "B", "C");
    private static final String SANDBOXED = "sandbox.plugins=boxed";
    private static final String ALONE = "sandbox.warm-processes=0";
    private static final String ISOLATION = "sandbox.isolation=";

    private final Installation installation;
    private final Path jar;
    private final List<SandboxSubject> running = new ArrayList<>();
    private final Map<String, SandboxSubject> tiers = new LinkedHashMap<>();
    private final Map<String, String> leftOut = new LinkedHashMap<>();
    private final SandboxSubject inProcess;
    private final SandboxSubject half;
    private final SandboxSubject waiting;

    /**
     * Starts them.
     *
     * @param jar the plugin's
     */
    SandboxSubjects(Installation installation, Path jar) {
        this.installation = installation;
        this.jar = jar;
        try {
            TIERS.forEach(this::tryTier);
            if (tiers.isEmpty()) throw new IllegalStateException("No sandbox works here: " + leftOut);
            half = start(
                    best().name() + ", `limits.cpu-percent` 50",
                    SANDBOXED,
                    ALONE,
                    isolation(),
                    "limits.cpu-percent=50");
            waiting = start(best().name() + ", one waits", SANDBOXED, isolation(), "sandbox.warm-processes=1");
            inProcess = start("in process", "sandbox.in-process=boxed");
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private void tryTier(String tier) {
        SandboxSubject subject = start("sandbox, tier " + tier, SANDBOXED, ALONE, ISOLATION + tier);
        Optional<String> problem = subject.problem();
        problem.ifPresentOrElse(why -> leftOut.put(tier, why), () -> tiers.put(tier, subject));
    }

    private SandboxSubject start(String name, String... settings) {
        SandboxSubject subject = SandboxSubject.start(installation, jar, name, List.of(settings));
        running.add(subject);
        return subject;
    }

    private String isolation() {
        return ISOLATION + tiers.keySet().iterator().next();
    }

    /** The kernel's process. */
    SandboxSubject inProcess() {
        return inProcess;
    }

    /** A sandbox of the best tier that works here. */
    SandboxSubject best() {
        return tiers.values().iterator().next();
    }

    /** A sandbox of each tier that works here, and one of the best that has its share of a processor by default. */
    List<SandboxSubject> sandboxed() {
        return Stream.concat(tiers.values().stream(), Stream.of(half)).toList();
    }

    /** One of the best tier where a process waits for the next plugin that has none. */
    SandboxSubject waiting() {
        return waiting;
    }

    /** All that calls go to. */
    List<SandboxSubject> all() {
        return Stream.concat(Stream.of(inProcess), sandboxed().stream()).toList();
    }

    /** Starts one more, whose sandbox is the best there is, with room for what is large: in its heap and in its buffers. */
    SandboxSubject roomy() {
        return start(
                best().name() + ", with room",
                SANDBOXED,
                ALONE,
                isolation(),
                "limits.memory-mb=1024",
                "sandbox.native-memory-mb=512");
    }

    /** What does not work here, in words; empty where all does. */
    String leftOut() {
        StringBuilder text = new StringBuilder();
        leftOut.forEach((tier, why) ->
                text.append(" **Tier " + tier + " is left out, as it does not work on this host: " + why + ".**"));
        return text.toString();
    }

    @Override
    public void close() {
        running.forEach(SandboxSubject::close);
    }
}
