package dev.pergola.security;

import dev.pergola.security.attack.Attack;
import dev.pergola.security.attack.Attempt;
import dev.pergola.security.attack.Prey;
import java.util.List;
import java.util.Set;

/** Attacks that have nothing to aim at where a plugin runs without a framework: bundles, services, and the registry. */
final class Frameworkless {
    private static final Set<String> GROUPS =
            Set.of("bundles", "services of others", "services in the platform's stead");

    private static final Set<String> NAMES = Set.of(
            // By the registry of extensions.
            "call-of-another",
            "configuration-of-victim",
            "context-by-gadget",
            "context-of-victim",
            "events-as-victim",
            "folder-of-victim",
            "nested-call",
            "nested-calls",
            "object-loader",
            "other-extensions",
            "private-method",
            "registry-call",
            "registry-filter",
            "work-of-victim",
            // By the context of a bundle.
            "bundle-load-class",
            "framework-class",
            "framework-load-class",
            "framework-property",
            "own-service",
            "property-by-framework",
            "service-context",
            // When the platform calls for something else than a task, which it does in the kernel's process alone.
            "configuration-schema",
            "health-check");

    /** What an answer says of such an attack. */
    static final List<String> REASONS = List.of(
            Prey.WITHOUT_FRAMEWORK,
            Attempt.NEVER,
            // One that stands in for the context, which speaks of a class of OSGi's that is not the plugin's to see.
            "org.osgi.framework.Version referenced from a method is not visible");

    private Frameworkless() {}

    /** Whether an attack is one of them. */
    static boolean has(Attack attack) {
        return GROUPS.contains(attack.group()) || NAMES.contains(attack.name());
    }
}
