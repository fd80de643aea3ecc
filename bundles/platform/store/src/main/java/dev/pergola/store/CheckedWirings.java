package dev.pergola.store;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Which bundles have been seen to link to the bundles that they are wired to, so that a start need not look again where
 * nothing has changed (R146).
 */
@ProviderType
public interface CheckedWirings {
    /**
     * Whether this has been seen.
     *
     * @param fingerprint of a bundle and all that it is wired to, 64 characters at most
     */
    boolean contains(String fingerprint);

    /** It has been seen; does nothing where that is known. */
    void add(String fingerprint);

    /** Forgets all but so many that were seen last. */
    void prune(int most);
}
