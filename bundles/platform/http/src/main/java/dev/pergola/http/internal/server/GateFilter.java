package dev.pergola.http.internal.server;

import dev.pergola.http.internal.api.Problem;
import dev.pergola.http.internal.api.ProblemType;
import dev.pergola.http.internal.api.Reply;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.propertytypes.ServiceRanking;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardContextSelect;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardFilterAsyncSupported;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardFilterName;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardFilterPattern;

/**
 * Stands before everything that this server serves, plugins' servlets included: refuses requests that a web page tricked
 * a browser into (DNS rebinding), and sets the headers that keep answers where they belong.
 */
@Component(service = Filter.class)
@HttpWhiteboardFilterPattern("/*")
@HttpWhiteboardFilterName(GateFilter.NAME)
@HttpWhiteboardFilterAsyncSupported
@HttpWhiteboardContextSelect("(osgi.http.whiteboard.context.name=*)")
@ServiceRanking(Integer.MAX_VALUE)
public final class GateFilter implements Filter {
    static final String NAME = "pergola-gate";
    private final Set<String> allowedHosts;

    /** For the server of these settings. */
    @Activate
    public GateFilter(@Reference HttpSettings settings) {
        this.allowedHosts = settings.allowedHosts();
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (request instanceof HttpServletRequest in && response instanceof HttpServletResponse out) {
            out.setHeader("X-Content-Type-Options", "nosniff");
            out.setHeader("Cache-Control", "no-store");
            out.setHeader("Referrer-Policy", "no-referrer");
            out.setHeader("Cross-Origin-Resource-Policy", "same-origin");
            out.setHeader("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
            if (!isAllowed(in.getHeader("Host"))) {
                String detail = "The Host header of this request names a host that this server does not answer for. "
                        + "The operator adds names with " + HttpSettings.ALLOWED_HOSTS + ".";
                new ReplyWriter(in, out, "a request").send(Reply.problem(Problem.of(ProblemType.WRONG_HOST, detail)));
                return;
            }
        }
        chain.doFilter(request, response);
    }

    private boolean isAllowed(@Nullable String host) {
        if (allowedHosts.isEmpty()) return true;
        if (host == null) return false;
        int port = host.lastIndexOf(':');
        boolean hasPort = port > host.lastIndexOf(']');
        return allowedHosts.contains((hasPort ? host.substring(0, port) : host).toLowerCase(Locale.ROOT));
    }
}
