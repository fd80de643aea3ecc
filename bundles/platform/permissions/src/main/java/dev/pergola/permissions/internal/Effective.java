package dev.pergola.permissions.internal;

/** Something that a plugin may do, and what has to be so for that. */
record Effective(Extent extent, Bounds bounds) {}
