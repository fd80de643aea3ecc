package dev.pergola.http.internal.server;

import dev.pergola.http.internal.api.RouteTable;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/** A servlet that serves the routes of a table, and answers for every other address below its own. */
abstract class RouteServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private final transient Engine engine;
    private final transient RouteTable table;

    RouteServlet(Engine engine, RouteTable table) {
        this.engine = engine;
        this.table = table;
    }

    @Override
    protected final void service(HttpServletRequest request, HttpServletResponse response) {
        engine.serve(table, request, response);
    }
}
