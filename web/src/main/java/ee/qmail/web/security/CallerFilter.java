package ee.qmail.web.security;

import ee.qmail.caller.Caller;
import ee.qmail.caller.NotPermittedException;
import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Tells the services who asks ({@link Caller}), for as long as a request is answered, and answers 403 to a page of which they refuse a part.
 */
@WebFilter(urlPatterns = "/*", asyncSupported = true)
public class CallerFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;

    @Inject
    private transient Logins logins;

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (isOfTheServer(request.getServletPath())) {
            chain.doFilter(request, response);
            return;
        }
        try (Caller.Scope ignored = logins.callerOf(request).begin()) {
            chain.doFilter(request, response);
        } catch (ServletException | RuntimeException e) {
            if (!isRefusal(e) || response.isCommitted()) {
                throw e;
            }
            response.sendError(HttpServletResponse.SC_FORBIDDEN);
        }
    }

    /** What the server tells of itself to whoever may ask there, by its own hand. */
    private static boolean isOfTheServer(String path) {
        return path.equals("/metrics") || path.equals("/health");
    }

    static boolean isRefusal(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof NotPermittedException) {
                return true;
            }
        }
        return false;
    }
}
