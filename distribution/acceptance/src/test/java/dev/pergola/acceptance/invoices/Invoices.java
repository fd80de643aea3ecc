package dev.pergola.acceptance.invoices;

/** What the plugin offers others: as a service, with a permission of its own. */
public interface Invoices {
    /** Throws where whoever calls may not. */
    String read(String customer);

    /** Whether whoever calls may. */
    boolean mayRead(String customer);
}
