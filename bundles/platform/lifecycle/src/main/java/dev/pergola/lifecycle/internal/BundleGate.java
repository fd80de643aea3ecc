package dev.pergola.lifecycle.internal;

import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.hooks.resolver.ResolverHook;
import org.osgi.framework.hooks.resolver.ResolverHookFactory;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.framework.wiring.BundleRevision;

/**
 * Nothing runs that did not come through the pipeline: a bundle that the kernel did not start with and that this bundle
 * did not install is never resolved. And a bundle that is being replaced offers nothing to bundles that resolve from now
 * on, so that dependents of an update are wired to the new version, be it higher or lower.
 */
final class BundleGate implements ResolverHookFactory {
    private final Set<Bundle> known = ConcurrentHashMap.newKeySet();
    private final Set<Bundle> leaving = ConcurrentHashMap.newKeySet();

    BundleGate(BundleContext context) {
        known.addAll(Set.of(context.getBundles()));
    }

    void admit(Bundle bundle) {
        known.add(bundle);
    }

    void leaving(Collection<Bundle> bundles) {
        leaving.addAll(bundles);
    }

    void staying(Collection<Bundle> bundles) {
        leaving.removeAll(bundles);
    }

    void forget(Bundle bundle) {
        known.remove(bundle);
        leaving.remove(bundle);
    }

    boolean isLeaving(Bundle bundle) {
        return leaving.contains(bundle);
    }

    @Override
    public ResolverHook begin(Collection<BundleRevision> triggers) {
        return new Hook(triggers.stream().anyMatch(this::isStrange));
    }

    private boolean isStrange(BundleRevision revision) {
        return !known.contains(revision.getBundle());
    }

    private final class Hook implements ResolverHook {
        private final boolean wanted;

        /** With whether it is a stranger that is to be resolved. */
        Hook(boolean wanted) {
            this.wanted = wanted;
        }

        /**
         * Only where a stranger is among those that are to be resolved: once anything is taken out here, Felix 7.0.5 gives
         * nobody a provider that is resolved already, and the stranger's mere presence would stop everybody else.
         */
        @Override
        public void filterResolvable(Collection<BundleRevision> candidates) {
            if (wanted) candidates.removeIf(BundleGate.this::isStrange);
        }

        @Override
        public void filterMatches(BundleRequirement requirement, Collection<BundleCapability> candidates) {
            if (isStrange(requirement.getRevision())) {
                candidates.clear();
                return;
            }
            Bundle requirer = requirement.getRevision().getBundle();
            candidates.removeIf(candidate -> {
                Bundle provider = candidate.getRevision().getBundle();
                return isStrange(candidate.getRevision()) || leaving.contains(provider) && !provider.equals(requirer);
            });
        }

        @Override
        public void filterSingletonCollisions(
                BundleCapability singleton, Collection<BundleCapability> collisionCandidates) {
            // Two versions of a plugin live side by side during an update, whether or not its bundle is a singleton.
            if (singleton.getRevision().getBundle().getLocation().startsWith(Bundles.LOCATION_PREFIX)) {
                collisionCandidates.clear();
            }
        }

        @Override
        public void end() {}
    }
}
