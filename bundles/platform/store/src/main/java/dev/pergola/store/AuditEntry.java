package dev.pergola.store;

import java.time.Instant;
import java.util.Map;

/**
 * Something that an operator, a plugin or the platform did.
 *
 * @param id number given by the log; 0 before
 * @param time when
 * @param actor who: the name of a token or user, {@code plugin:<id>}, or {@code pergola}
 * @param action what, such as {@code plugin.install}
 * @param subject to what, such as a plugin's id
 * @param outcome how it ended, such as {@code ok} or {@code refused}
 * @param detail more
 */
public record AuditEntry(
        long id,
        Instant time,
        String actor,
        String action,
        String subject,
        String outcome,
        Map<String, Object> detail) {}
