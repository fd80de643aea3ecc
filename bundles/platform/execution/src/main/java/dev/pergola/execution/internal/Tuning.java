package dev.pergola.execution.internal;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;

/**
 * The numbers that this bundle works by, from framework properties.
 *
 * @param threads most threads inside plugins at a time
 * @param idleThread how long a thread that has nothing to do is kept
 * @param stuckCalls how many calls of a plugin may ignore their interruption before it gets no more
 * @param circuitFailures failures in a row that open a circuit breaker
 * @param circuitOpen how long it stays open
 * @param parallel calls that one fan-out makes at a time
 * @param eventQueue events that wait for one listener
 * @param resultMegabytes most that a plugin may answer, as JSON
 * @param logQueue ended calls that wait for being recorded
 * @param retention how long the execution log reaches back
 * @param retentionRows how many calls it holds, roughly
 */
record Tuning(
        int threads,
        Duration idleThread,
        int stuckCalls,
        int circuitFailures,
        Duration circuitOpen,
        int parallel,
        int eventQueue,
        int resultMegabytes,
        int logQueue,
        Duration retention,
        int retentionRows) {

    private static final Pattern TIME = Pattern.compile("([1-9]\\d{0,11})(ms|s)");

    static final Tuning DEFAULT = new Tuning(
            512,
            Duration.ofSeconds(20),
            8,
            5,
            Duration.ofSeconds(30),
            32,
            1024,
            16,
            10_000,
            Duration.ofDays(7),
            100_000);

    static Tuning from(BundleContext context) {
        return new Tuning(
                number(context, "pergola.execution.threads", DEFAULT.threads),
                time(context, "pergola.execution.idle-thread", DEFAULT.idleThread),
                number(context, "pergola.execution.stuck-calls", DEFAULT.stuckCalls),
                number(context, "pergola.execution.circuit-failures", DEFAULT.circuitFailures),
                time(context, "pergola.execution.circuit-open", DEFAULT.circuitOpen),
                number(context, "pergola.execution.parallel", DEFAULT.parallel),
                number(context, "pergola.execution.event-queue", DEFAULT.eventQueue),
                number(context, "pergola.execution.max-result-mb", DEFAULT.resultMegabytes),
                number(context, "pergola.execution.log-queue", DEFAULT.logQueue),
                time(context, "pergola.execution.log-retention", DEFAULT.retention),
                number(context, "pergola.execution.log-rows", DEFAULT.retentionRows));
    }

    /** As the kernel hands them on: {@code 20s} or {@code 500ms}. */
    private static Duration time(BundleContext context, String key, Duration otherwise) {
        @Nullable String text = context.getProperty(key);
        if (text == null || text.isBlank()) return otherwise;
        Matcher matcher = TIME.matcher(text.trim());
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    key + " must be a time such as 20s or 500ms, and above 0, but is '" + text + "'");
        }
        long amount = Long.parseLong(matcher.group(1));
        return matcher.group(2).equals("ms") ? Duration.ofMillis(amount) : Duration.ofSeconds(amount);
    }

    private static int number(BundleContext context, String key, int otherwise) {
        @Nullable String text = context.getProperty(key);
        if (text == null || text.isBlank()) return otherwise;
        try {
            int number = Integer.parseInt(text.trim());
            if (number > 0) return number;
        } catch (NumberFormatException notANumber) {
            // Said below.
        }
        throw new IllegalArgumentException(key + " must be a whole number above 0, but is '" + text + "'");
    }
}
