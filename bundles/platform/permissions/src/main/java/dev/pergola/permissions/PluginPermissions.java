package dev.pergola.permissions;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How it stands with the permissions of a plugin.
 *
 * @param pluginId the plugin
 * @param version the version that asks: the one that is held, or else the current one; empty where none is known
 * @param enforced whether the process holds the plugin to it
 * @param requests what it asks for, worst first
 * @param effective what it may do because of that, right now and in this process
 * @param decisions everything that was granted or refused
 * @param denials what is denied to it, alone or with others
 */
public record PluginPermissions(
        String pluginId,
        String version,
        boolean enforced,
        List<Request> requests,
        List<Permitted> effective,
        List<Decision> decisions,
        List<Denial> denials) {
    /** Copies. */
    public PluginPermissions {
        requests = List.copyOf(requests);
        effective = List.copyOf(effective);
        decisions = List.copyOf(decisions);
        denials = List.copyOf(denials);
    }

    /** What nobody has decided, worst first. */
    public List<Request> undecided() {
        return requests.stream().filter(r -> !r.standing().isDecided()).toList();
    }

    /**
     * Something that a plugin asks for.
     *
     * @param permission the permission
     * @param target what it applies to
     * @param reason why it needs it, in the author's words; may be empty
     * @param risk how bad its misuse would be
     * @param sentence what it lets the plugin do
     * @param standing how it stands
     * @param because who decided that and when, or which rule; empty where undecided
     * @param cutOff what of it the jar's own {@code OSGI-INF/permissions.perm} leaves out, whatever is granted, as Java and
     *     OSGi call it; empty where it leaves out nothing
     */
    public record Request(
            String permission,
            String target,
            String reason,
            Risk risk,
            String sentence,
            Standing standing,
            String because,
            List<String> cutOff) {
        /** Copies. */
        public Request {
            cutOff = List.copyOf(cutOff);
        }
    }

    /** What a plugin may do: the permission, what it applies to, and that in words. */
    public record Permitted(String permission, String target, Risk risk, String sentence) {}

    /**
     * What somebody decided.
     *
     * @param permission the permission
     * @param target what it applies to
     * @param publisher the publisher whose plugins it is for, by name or fingerprint of the key; empty where it is for this
     *     plugin, whoever signed it
     * @param tier the only tier in which it holds; empty for all
     * @param isolation how far the process has to be isolated at least for it to hold; empty for no matter
     * @param granted whether it was granted, or refused
     * @param by who decided
     * @param at when
     * @param until until when it holds; empty for good
     */
    public record Decision(
            String permission,
            String target,
            String publisher,
            String tier,
            String isolation,
            boolean granted,
            String by,
            Instant at,
            Optional<Instant> until) {}

    /** What is denied to some plugins: the beginning of their ids and {@code *}, or one id. */
    public record Denial(String plugins, String permission, String target, String reason, String by, Instant at) {}
}
