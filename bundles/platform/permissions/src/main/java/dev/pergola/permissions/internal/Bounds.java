package dev.pergola.permissions.internal;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.osgi.service.condpermadmin.ConditionInfo;

/**
 * What has to be so for something to be granted or denied. The kernel has the conditions that hold it, see its package
 * {@code dev.pergola.launcher.conditions}.
 *
 * @param until until when; empty for good
 * @param tier the only tier; empty for every one
 * @param isolation how far the process has to be isolated, at least to be granted, at most to be denied; empty for no matter
 * @param signer fingerprint of the key that has to have signed the bundle; empty for no matter
 */
record Bounds(Optional<Instant> until, String tier, String isolation, String signer) {
    static final Bounds NONE = new Bounds(Optional.empty(), "", "", "");

    /** How far a process can be isolated, least first. */
    static final List<String> ISOLATIONS = List.of("none", "C", "B", "A");

    /** The tiers that there are. */
    static final List<String> TIERS = List.of("in-process", "sandbox");

    private static final String CONDITIONS = "dev.pergola.launcher.conditions.";

    /** What this process is, in the kernel's words; one that is not known to us is none. */
    record Here(String tier, String isolation) {}

    /** As conditions of a row. */
    List<ConditionInfo> conditions(boolean allows) {
        List<ConditionInfo> all = new ArrayList<>();
        if (!tier.isEmpty()) all.add(condition("TierCondition", tier, allows));
        if (!isolation.isEmpty()) all.add(condition("IsolationCondition", isolation, allows));
        if (!signer.isEmpty()) all.add(condition("SignerCondition", signer, allows));
        until.ifPresent(end -> all.add(condition("DateCondition", end.toString(), allows)));
        return List.copyOf(all);
    }

    private static ConditionInfo condition(String name, String value, boolean allows) {
        return new ConditionInfo(CONDITIONS + name, allows ? new String[] {value} : new String[] {value, "deny"});
    }

    /** Whether it is so in this process, as the conditions would have it; who signed something is asked elsewhere. */
    boolean hold(Here here, Instant now, boolean allows) {
        if (until.isPresent() && !now.isBefore(until.get())) return false;
        boolean known = TIERS.contains(here.tier) && ISOLATIONS.contains(here.isolation);
        if (!known && !(tier.isEmpty() && isolation.isEmpty())) return !allows;
        if (!tier.isEmpty() && !tier.equals(here.tier)) return false;
        if (isolation.isEmpty()) return true;
        int than = ISOLATIONS.indexOf(here.isolation) - ISOLATIONS.indexOf(isolation);
        return allows ? than >= 0 : than <= 0;
    }

    /** Whether a grant on these bounds is nothing beside one on others. */
    boolean areWithin(Bounds others) {
        boolean ends = others.until.isEmpty()
                || until.filter(end -> !end.isAfter(others.until.get())).isPresent();
        boolean isolated =
                others.isolation.isEmpty() || ISOLATIONS.indexOf(isolation) >= ISOLATIONS.indexOf(others.isolation);
        return ends
                && isolated
                && (others.tier.isEmpty() || others.tier.equals(tier))
                && (others.signer.isEmpty() || others.signer.equals(signer));
    }

    Bounds withoutSigner() {
        return signer.isEmpty() ? this : new Bounds(until, tier, isolation, "");
    }

    /** In words that go after others; empty where there are none. */
    String shown() {
        StringBuilder text = new StringBuilder();
        until.ifPresent(end -> text.append(", until ").append(end));
        if (!tier.isEmpty()) text.append(", in the tier ").append(tier);
        if (!isolation.isEmpty()) text.append(", at the isolation ").append(isolation);
        if (!signer.isEmpty()) text.append(", signed by ").append(signer);
        return text.toString();
    }
}
