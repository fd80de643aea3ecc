package dev.pergola.http.internal.server;

import dev.pergola.http.internal.api.RouteTable;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.function.Supplier;

/** A servlet that serves the routes of a table as it is at the moment, and answers for every other address below its own. */
abstract class RouteServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private final transient Engine engine;
    private final transient Supplier<RouteTable> table;

    RouteServlet(Engine engine, Supplier<RouteTable> table) {
        this.engine = engine;
        this.table = table;
    }

    @Override
    protected final void service(HttpServletRequest request, HttpServletResponse response) {
        engine.serve(table.get(), request, response);
    }
}
