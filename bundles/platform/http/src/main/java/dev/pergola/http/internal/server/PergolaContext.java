package dev.pergola.http.internal.server;

import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.propertytypes.ServiceRanking;
import org.osgi.service.servlet.context.ServletContextHelper;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardContext;

/**
 * The platform's part of the address space: all of it, save what lies under the longer path of another context. Ranked
 * above the default context, so that no plugin's servlet can stand in for a route of the API.
 */
@Component(service = ServletContextHelper.class)
@HttpWhiteboardContext(name = PergolaContext.NAME, path = "/")
@ServiceRanking(Integer.MAX_VALUE)
public final class PergolaContext extends ServletContextHelper {
    static final String NAME = "pergola";
    static final String SELECT = "(osgi.http.whiteboard.context.name=" + NAME + ")";
}
