package dev.pergola.http.internal.server;

import dev.pergola.http.internal.resources.ApiRoutes;
import jakarta.servlet.Servlet;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardContextSelect;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletAsyncSupported;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletName;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletPattern;

/** Serves the API, once everything that it needs is there. */
@Component(service = Servlet.class)
@HttpWhiteboardServletPattern("/api/*")
@HttpWhiteboardServletName(ApiServlet.NAME)
@HttpWhiteboardServletAsyncSupported
@HttpWhiteboardContextSelect(PergolaContext.SELECT)
public final class ApiServlet extends RouteServlet {
    static final String NAME = "pergola-api";
    private static final long serialVersionUID = 1L;

    /** Serves the API. */
    @Activate
    public ApiServlet(@Reference Engine engine, @Reference ApiRoutes routes) {
        super(engine, routes::table);
    }
}
