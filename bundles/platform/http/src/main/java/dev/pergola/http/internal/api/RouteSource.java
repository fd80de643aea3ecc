package dev.pergola.http.internal.api;

import java.util.List;

/** Has routes. */
public interface RouteSource {
    /** The routes; always the same. */
    List<Route> routes();
}
