package dev.pergola.events;

/** The topics that the platform sends under. The data of each is described in {@code distribution/guides/events.md}. */
public final class Topics {
    /** Everything about plugins. */
    public static final String PLUGIN = "pergola/plugin";
    /** A plugin changed its state; the last word is the state, as in {@code pergola/plugin/state/ACTIVE}. */
    public static final String PLUGIN_STATE = "pergola/plugin/state";
    /** A deployment ended; the last word is the outcome, as in {@code pergola/plugin/deployment/COMMITTED}. */
    public static final String DEPLOYMENT = "pergola/plugin/deployment";
    /** A call into a plugin ended; the last word is the status, as in {@code pergola/execution/timeout}. */
    public static final String EXECUTION = "pergola/execution";
    /** A job changed its status; the last word is the status, as in {@code pergola/job/waiting_retry}. */
    public static final String JOB = "pergola/job";
    /** A plugin's tasks were {@code MOVED} into a sandbox for what they cost, or {@code NOT_MOVED}; the last word says which. */
    public static final String SANDBOX = "pergola/sandbox";
    /** A plugin's configuration changed. */
    public static final String CONFIGURATION = "pergola/configuration/CHANGED";
    /** A circuit breaker opened or closed. */
    public static final String CIRCUIT = "pergola/circuit";
    /** A plugin's health changed; the last word is {@code UP} or {@code DOWN}. */
    public static final String HEALTH = "pergola/health";

    /** What this site trusts changed; the last word says how, as in {@code pergola/vetting/trust/REVOKED}. */
    public static final String TRUST = "pergola/vetting/trust";
    /** A finding about a jar was {@code ACCEPTED}, or that was {@code WITHDRAWN}; the last word says which. */
    public static final String VETTING_OVERRIDE = "pergola/vetting/override";
    /** Advisories were {@code IMPORTED}, or an installed plugin is {@code AFFECTED}; the last word says which. */
    public static final String ADVISORIES = "pergola/vetting/advisories";

    private Topics() {}

    /** Whether a subscription to {@code pattern} hears {@code topic}. */
    public static boolean matches(String pattern, String topic) {
        if (pattern.equals("*") || pattern.equals(topic)) return true;
        return pattern.endsWith("/*") && topic.startsWith(pattern.substring(0, pattern.length() - 1));
    }
}
