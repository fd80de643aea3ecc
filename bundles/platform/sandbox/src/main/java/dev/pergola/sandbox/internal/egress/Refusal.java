package dev.pergola.sandbox.internal.egress;

import dev.pergola.api.ResourceLimitExceededException;
import java.net.InetAddress;
import java.net.SocketPermission;
import java.security.AccessControlException;
import java.util.regex.Pattern;

/**
 * A connection that was not made.
 *
 * @param target where it was to go
 * @param why what sort of reason
 * @param words why, for people
 * @param at when, as {@link System#nanoTime} has it
 */
public record Refusal(String target, Why why, String words, long at) {
    /** What sort of reason. */
    public enum Why {
        /** It was not granted, or it was denied. */
        NOT_GRANTED(403, 2),
        /** Its address takes a grant of its own. */
        ADDRESS_NOT_GRANTED(403, 2),
        /** Nothing is enforced, and so nothing was granted. */
        NOT_ENFORCED(403, 2),
        /** There are as many as there may be. */
        TOO_MANY(503, 1);

        private final int status;
        private final int reply;

        Why(int status, int reply) {
            this.status = status;
            this.reply = reply;
        }

        /** The status of an answer in HTTP. */
        int status() {
            return status;
        }

        /** The code of an answer in SOCKS. */
        int reply() {
            return reply;
        }
    }

    static Refusal notGranted(Target target, boolean web) {
        return of(
                target,
                Why.NOT_GRANTED,
                target + " takes a grant that this plugin does not have: " + grant(target.toString(), target, web));
    }

    static Refusal notEnforced(Target target) {
        return of(
                target,
                Why.NOT_ENFORCED,
                target
                        + " is not to be had: where permissions are not enforced, none was granted, and a sandbox that is"
                        + " contained has no network");
    }

    static Refusal special(Target target, InetAddress address, String special, boolean web) {
        String shown = Addresses.shown(address);
        String is = target.host().equals(shown) ? shown : target.host() + " is at " + shown + ", which";
        String named = (target.host().equals("localhost") ? "localhost" : shown) + ":" + target.port();
        return of(
                target,
                Why.ADDRESS_NOT_GRANTED,
                is + " is " + special + ": to connect there takes a grant that names it, " + grant(named, target, web));
    }

    static Refusal tooMany(Target target, int most) {
        return of(
                target,
                Why.TOO_MANY,
                "no connection to " + target + " was made, as " + most + " are open, and limits.network-connections is "
                        + most);
    }

    private static Refusal of(Target target, Why why, String words) {
        return new Refusal(target.toString(), why, words, System.nanoTime());
    }

    private static String grant(String what, Target target, boolean web) {
        boolean http = web || target.port() == 80 || target.port() == 443;
        return (http ? "network.http " : "network.socket ") + what;
    }

    /**
     * Whether a failure that a plugin tells of, in its words and stack trace, looks as if it came of this: it names the host;
     * or, where no other call was under way that it could have come of, SOCKS as Java's own exceptions do, or the status. A
     * number after a colon is a line of code, or a port.
     */
    boolean explains(String failure, boolean alone) {
        if (failure.contains(target)) return true;
        return alone
                && (failure.contains("SOCKS")
                        || Pattern.compile("(?<![:\\d])" + why.status() + "(?!\\d)")
                                .matcher(failure)
                                .find());
    }

    /** What stands for it where a call has failed by it. */
    @SuppressWarnings("removal") // It is what says that something was denied, until there is another.
    public Throwable asThrown() {
        return switch (why) {
            case NOT_GRANTED -> new AccessControlException(words, new SocketPermission(target, "connect,resolve"));
            case ADDRESS_NOT_GRANTED -> new SecurityException(words);
            case NOT_ENFORCED -> new IllegalStateException(words);
            case TOO_MANY -> new ResourceLimitExceededException(words);
        };
    }
}
