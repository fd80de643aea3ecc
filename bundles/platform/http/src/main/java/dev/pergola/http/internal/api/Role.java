package dev.pergola.http.internal.api;

/** What a caller may do; each includes those before it. */
public enum Role {
    /** Anybody, without a token. */
    ANYONE,
    /** Sees. */
    VIEWER,
    /** Calls plugins, starts and stops them. */
    OPERATOR,
    /** Everything: installs, removes, reads the audit log, runs shell commands. */
    ADMIN;

    /** Whether somebody in this role may do what needs the other. */
    public boolean includes(Role other) {
        return compareTo(other) >= 0;
    }
}
