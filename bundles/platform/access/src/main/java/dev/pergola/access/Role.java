package dev.pergola.access;

import java.util.Locale;
import java.util.Optional;

/** What somebody may do. Operators, publishers and reviewers each may what viewers may; administrators may everything. */
public enum Role {
    /** Sees what is there, and what it did. */
    VIEWER,
    /** Calls plugins, starts and stops them. */
    OPERATOR,
    /** Uploads plugins, and has jars checked. */
    PUBLISHER,
    /** Decides on what the checks of a jar found, and on permissions. */
    REVIEWER,
    /** Everything: removes and configures plugins, reads the audit log, runs shell commands, gives tokens to others. */
    ADMIN;

    /** Whether somebody in this role may do what needs the other. */
    public boolean includes(Role other) {
        return this == other || this == ADMIN || other == VIEWER;
    }

    /** As it is written by people: in lower case. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The role that a word names, in upper or lower case. */
    public static Optional<Role> named(String word) {
        for (Role role : values()) {
            if (role.name().equalsIgnoreCase(word)) return Optional.of(role);
        }
        return Optional.empty();
    }
}
