package dev.pergola.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How long calls take that bring much, or answer much. What does not pass says why instead. */
final class SandboxPayloads {
    private static final int MEBIBYTE = 1 << 20;
    private static final List<Payload> PAYLOADS =
            List.of(new Payload(1, true), new Payload(1, false), new Payload(50, true), new Payload(50, false));

    private final List<SandboxSubject> subjects;
    private final Map<String, Samples> figures = new LinkedHashMap<>();
    private final Map<String, String> problems = new LinkedHashMap<>();

    private record Payload(int mebibytes, boolean in) {
        String name() {
            return mebibytes + " MiB " + (in ? "in" : "out");
        }

        String task() {
            return SandboxSubject.input(
                    in
                            ? "\"text\":\"" + "x".repeat(mebibytes * MEBIBYTE) + "\""
                            : "\"answer\":" + mebibytes * MEBIBYTE);
        }
    }

    /**
     * Without a figure.
     *
     * @param subjects where; the others are compared with the first
     */
    SandboxPayloads(List<SandboxSubject> subjects) {
        this.subjects = List.copyOf(subjects);
    }

    /** Each once. */
    void round(boolean counted) {
        for (Payload payload : PAYLOADS) {
            String task = payload.task();
            for (SandboxSubject subject : subjects) call(subject, payload, task, counted);
        }
    }

    /** What has failed is not tried again. A call before it sees to it that there is a sandbox: one may have died of the last. */
    private void call(SandboxSubject subject, Payload payload, String task, boolean counted) {
        String key = key(subject, payload);
        if (problems.containsKey(key)) return;
        try {
            subject.call(SandboxSubject.NOTHING);
            long took = subject.call(task);
            if (counted) figures.computeIfAbsent(key, name -> new Samples()).addMillis(took);
        } catch (RuntimeException e) {
            problems.put(key, String.valueOf(e.getMessage()).replace(subject.name() + ": ", ""));
        }
    }

    private static String key(SandboxSubject subject, Payload payload) {
        return payload.name() + ", " + subject.name();
    }

    Table table() {
        List<String> head = new ArrayList<>(List.of("Payload"));
        for (SandboxSubject subject : subjects) head.addAll(List.of(subject.name(), "ratio"));
        Table table = new Table("Sandbox, payloads", note(), head.toArray(String[]::new));
        for (Payload payload : PAYLOADS) {
            List<String> row = new ArrayList<>(List.of(payload.name()));
            for (SandboxSubject subject : subjects) {
                row.add(
                        problems.containsKey(key(subject, payload))
                                ? "**no**"
                                : Samples.text(median(subject, payload)));
                row.add(Samples.ratio(median(subject, payload), median(subjects.get(0), payload)));
            }
            table.row(row.toArray(String[]::new));
        }
        return table;
    }

    private String note() {
        StringBuilder note = new StringBuilder(
                "Milliseconds over HTTP until the whole answer was there, of one text in the task or in the result;"
                        + " median of the rounds, and the ratio to the one in process. With room is with"
                        + " `limits.memory-mb` 1024 and `sandbox.native-memory-mb` 512, where the other has 256 and 192."
                        + " `execution.max-result-mb` is 64;"
                        + " the link to a sandbox takes 64 MiB each way, and HTTP a body of 64 MiB.");
        problems.forEach((key, problem) ->
                note.append(" **").append(key).append(": ").append(problem).append(".**"));
        return note.toString();
    }

    private double median(SandboxSubject subject, Payload payload) {
        return figures.getOrDefault(key(subject, payload), new Samples()).median();
    }
}
