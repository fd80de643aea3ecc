package dev.pergola.http.internal.server;

import dev.pergola.http.internal.api.RouteTable;
import dev.pergola.http.internal.resources.HealthResource;
import jakarta.servlet.Servlet;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardContextSelect;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletAsyncSupported;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletName;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletPattern;

/** Serves health, which has to be there before anything else is, and every address that nobody else serves. */
@Component(service = Servlet.class)
@HttpWhiteboardServletPattern("/*")
@HttpWhiteboardServletName(FrontServlet.NAME)
@HttpWhiteboardServletAsyncSupported
@HttpWhiteboardContextSelect(PergolaContext.SELECT)
public final class FrontServlet extends RouteServlet {
    static final String NAME = "pergola-front";
    private static final long serialVersionUID = 1L;

    /** Serves health. */
    @Activate
    public FrontServlet(@Reference Engine engine, @Reference HealthResource health) {
        this(engine, new RouteTable(health.routes()));
    }

    private FrontServlet(Engine engine, RouteTable table) {
        super(engine, () -> table);
    }
}
