package dev.pergola.permissions.internal;

import dev.pergola.permissions.Risk;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRevision;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The permissions that plugins bring: capabilities {@code pergola.permission.definition} with {@code name}, which begins
 * with the plugin's id and a dot, {@code sentence} and {@code risk}. What is not so is left out, with a word in the log.
 */
final class Brought {
    static final String NAMESPACE = "pergola.permission.definition";

    private static final Logger LOG = LoggerFactory.getLogger(Brought.class);
    private static final Pattern REST = Pattern.compile("[a-z][a-z0-9-]*(\\.[a-z][a-z0-9-]*){0,3}");
    private static final int MOST = 50;
    private static final int LONGEST = 200;

    private final BundleContext context;
    // A bundle's jar never changes here, and to ask a bundle for anything takes a decision on permissions.
    private final Map<Long, List<Term>> known = new ConcurrentHashMap<>();

    Brought(BundleContext context) {
        this.context = context;
    }

    List<Term> terms() {
        List<Term> terms = new ArrayList<>();
        Set<Long> there = new HashSet<>();
        for (Bundle bundle : context.getBundles()) {
            there.add(bundle.getBundleId());
            terms.addAll(
                    known.computeIfAbsent(bundle.getBundleId(), id -> isPlugins(bundle) ? terms(bundle) : List.of()));
        }
        known.keySet().retainAll(there);
        return terms;
    }

    private static boolean isPlugins(Bundle bundle) {
        return bundle.getLocation().startsWith(Rows.PLUGIN);
    }

    /** Whether a bundle is a plugin's that defines something. */
    static boolean isBringing(Bundle bundle) {
        if (!isPlugins(bundle)) return false;
        @Nullable BundleRevision revision = bundle.adapt(BundleRevision.class);
        return revision != null && !revision.getDeclaredCapabilities(NAMESPACE).isEmpty();
    }

    private static List<Term> terms(Bundle bundle) {
        @Nullable BundleRevision revision = bundle.adapt(BundleRevision.class);
        @Nullable String id = bundle.getSymbolicName();
        if (revision == null || id == null) return List.of();
        List<Term> terms = new ArrayList<>();
        for (BundleCapability capability : revision.getDeclaredCapabilities(NAMESPACE)) {
            if (terms.size() == MOST) break;
            String name = text(capability.getAttributes(), "name");
            if (!name.startsWith(id + ".")
                    || !REST.matcher(name.substring(id.length() + 1)).matches()) {
                LOG.warn("The plugin {} defines a permission whose name is not {}.<words>; it is left out", id, id);
                continue;
            }
            String sentence = text(capability.getAttributes(), "sentence");
            String says = sentence.isBlank() ? "Do what " + id + " calls " + name + ": {target}" : sentence;
            terms.add(Vocabulary.broughtBy(id, name, risk(text(capability.getAttributes(), "risk")), says));
        }
        return terms;
    }

    /** Where it does not say, it is no small one. */
    private static Risk risk(String text) {
        for (Risk risk : Risk.values()) {
            if (risk.name().toLowerCase(Locale.ROOT).equals(text)) return risk;
        }
        return Risk.HIGH;
    }

    private static String text(Map<String, Object> attributes, String key) {
        @Nullable Object value = attributes.get(key);
        String text = value == null ? "" : value.toString();
        return text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
    }
}
