package dev.pergola.launcher.conditions;

import java.security.AccessController;
import java.security.PrivilegedAction;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.osgi.framework.Bundle;
import org.osgi.service.condpermadmin.Condition;
import org.osgi.service.condpermadmin.ConditionInfo;

/**
 * Only for bundles whose jars a key has signed; the value is its fingerprint. Felix verifies no signatures on every Java
 * that there is: the platform does, before it installs anything, and puts the fingerprint at the end of the location,
 * which nobody but its installer can choose.
 */
public final class SignerCondition {
    private static final Pattern LOCATION =
            Pattern.compile("pergola:[a-z]+/[^/]+/[^/]+/[0-9a-f]+/[0-9]+(?:/([0-9a-f]{64}))?");
    private static final Pattern FINGERPRINT = Pattern.compile("[0-9a-f]{64}");

    private SignerCondition() {}

    /** As the specification of ConditionalPermissionAdmin wants it. */
    @SuppressWarnings("removal") // Until it is gone there is nothing better.
    public static Condition getCondition(Bundle bundle, ConditionInfo info) {
        // In the kernel's own name: whoever is asked about need not be allowed to ask where bundles come from.
        return of(info, AccessController.doPrivileged((PrivilegedAction<String>) bundle::getLocation));
    }

    static Condition of(ConditionInfo info, String location) {
        Given given = Given.of(info);
        Matcher parts = LOCATION.matcher(location);
        if (!FINGERPRINT.matcher(given.value()).matches() || !parts.matches()) return given.constant(Optional.empty());
        return given.constant(Optional.of(given.value().equals(parts.group(1))));
    }
}
