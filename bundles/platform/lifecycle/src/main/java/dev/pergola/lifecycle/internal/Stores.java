package dev.pergola.lifecycle.internal;

import dev.pergola.store.AuditLog;
import dev.pergola.store.CheckedWirings;
import dev.pergola.store.DeploymentJournal;
import dev.pergola.store.Installations;
import dev.pergola.store.PluginStates;
import dev.pergola.store.Quarantines;
import dev.pergola.store.Transactions;

/**
 * What of the store the lifecycle writes.
 *
 * @param transactions joins the others' writes
 * @param installations what is installed, and what should run
 * @param journal the changes that were begun, and how they ended
 * @param states what the plugins keep
 * @param quarantines what was taken out of service
 * @param wirings what has been seen to link
 * @param audit who asked for what
 * @param holds what waits for a person
 */
record Stores(
        Transactions transactions,
        Installations installations,
        DeploymentJournal journal,
        PluginStates states,
        Quarantines quarantines,
        CheckedWirings wirings,
        AuditLog audit,
        Holds holds) {}
