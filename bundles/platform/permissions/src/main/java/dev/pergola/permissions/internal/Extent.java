package dev.pergola.permissions.internal;

/**
 * A permission and what it applies to.
 *
 * @param permission a name of the vocabulary
 * @param target a target in normal form, empty where the permission has none
 */
record Extent(String permission, String target) {
    @Override
    public String toString() {
        return target.isEmpty() ? permission : permission + " " + target;
    }
}
