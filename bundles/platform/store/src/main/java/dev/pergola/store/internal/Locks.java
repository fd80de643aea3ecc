package dev.pergola.store.internal;

import org.jdbi.v3.core.Handle;

/** Rows of {@code store_locks}, for writers of a table that must come one after the other, on whatever node. */
enum Locks {
    /** At most one version of a plugin is current. */
    INSTALLATIONS("installations"),
    /** Revisions of a plugin's configuration are numbered without gaps. */
    CONFIGURATIONS("configurations"),
    /** One decision for each plugin, permission, target and tier. */
    PERMISSIONS("permissions");

    private final String row;

    Locks(String row) {
        this.row = row;
    }

    /** Waits for the row, and holds it until the transaction ends. */
    void hold(Handle handle) {
        handle.createQuery("select name from store_locks where name = :name for update")
                .bind("name", row)
                .mapTo(String.class)
                .one();
    }
}
