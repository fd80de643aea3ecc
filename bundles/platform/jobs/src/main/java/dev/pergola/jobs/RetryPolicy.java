package dev.pergola.jobs;

import java.time.Duration;

/**
 * How often and when a job is tried again that failed, took too long or used too much. What did something forbidden, or
 * got input that its plugin does not take, is not tried again.
 *
 * @param maxAttempts how often it may fail, the last time included; 1 for no other try
 * @param firstWait wait after the first failure
 * @param factor by how much longer each wait is than the one before
 * @param longestWait longest wait
 */
public record RetryPolicy(int maxAttempts, Duration firstWait, double factor, Duration longestWait) {
    /** Most attempts. */
    public static final int MOST_ATTEMPTS = 100;

    /** Longest of all waits. */
    public static final Duration LONGEST_WAIT = Duration.ofDays(1);

    /** A job that fails has failed. */
    public static final RetryPolicy NONE = new RetryPolicy(1, Duration.ofSeconds(1), 2, Duration.ofMinutes(5));

    /** Checks. */
    public RetryPolicy {
        if (maxAttempts < 1 || maxAttempts > MOST_ATTEMPTS) {
            throw new IllegalArgumentException("A job is tried 1 to " + MOST_ATTEMPTS + " times, not " + maxAttempts);
        }
        if (!(factor >= 1 && factor <= 100)) {
            throw new IllegalArgumentException(
                    "The waits between attempts grow by a factor from 1 to 100, not " + factor);
        }
        check(firstWait);
        check(longestWait);
    }

    private static void check(Duration wait) {
        if (wait.isNegative() || wait.compareTo(LONGEST_WAIT) > 0) {
            throw new IllegalArgumentException(
                    "The wait between attempts is from 0 to " + LONGEST_WAIT + ", not " + wait);
        }
    }

    /**
     * How long to wait after some number of failures.
     *
     * @param failures how many there were, 1 or more
     */
    public Duration waitAfter(int failures) {
        double millis = firstWait.toMillis() * Math.pow(factor, failures - 1.0);
        return Duration.ofMillis((long) Math.min(millis, longestWait.toMillis()));
    }
}
