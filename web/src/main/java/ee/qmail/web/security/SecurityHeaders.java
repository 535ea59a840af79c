package ee.qmail.web.security;

import ee.qmail.control.ControlFiles;
import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;

/** Headers that every answer carries. A Faces page gets its Content-Security-Policy, with a nonce, from PrimeFaces. */
@WebFilter(urlPatterns = "/*", asyncSupported = true)
public class SecurityHeaders extends HttpFilter {
    private static final long serialVersionUID = 1L;
    private static final Set<String> READING = Set.of("GET", "HEAD");

    /** The only page to which files are sent. */
    private static final String IMPORT = "/console/import.xhtml";

    @Inject
    private transient ControlFiles files;

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        set(response);
        if (request.isSecure() || files.current().isConsoleSecure()) {
            response.setHeader("Strict-Transport-Security", "max-age=31536000");
        }
        String path = request.getServletPath();
        if (path.startsWith("/jakarta.faces.resource/")) {
            response.setHeader("Cache-Control", "private, max-age=3600");
        } else if (!path.endsWith(".xhtml")) {
            response.setHeader(
                    "Content-Security-Policy",
                    "default-src 'none'; style-src 'self'; img-src 'self'; frame-ancestors 'none'");
        }
        if (isOpen(path) && !READING.contains(request.getMethod())) {
            // a form would be read, and nobody has logged in
            response.setHeader("Allow", "GET, HEAD");
            response.sendError(HttpServletResponse.SC_METHOD_NOT_ALLOWED);
            return;
        }
        if (isMultipart(request) && !path.equals(IMPORT)) {
            // it would be kept in memory before anybody looks at it
            response.sendError(HttpServletResponse.SC_UNSUPPORTED_MEDIA_TYPE);
            return;
        }
        if (isOfNoPage(path, request)) {
            response.sendError(HttpServletResponse.SC_BAD_REQUEST);
            return;
        }
        chain.doFilter(request, new Redirects(request, response));
    }

    private static boolean isMultipart(HttpServletRequest request) {
        String type = request.getContentType();
        return type != null && type.stripLeading().regionMatches(true, 0, "multipart/", 0, "multipart/".length());
    }

    /** Tells whether a form tells that its page keeps no state: no page behind the log-in is like that. */
    private static boolean isOfNoPage(String path, HttpServletRequest request) {
        return path.endsWith(".xhtml")
                && !READING.contains(request.getMethod())
                && "stateless".equals(request.getParameter("jakarta.faces.ViewState"));
    }

    /** Tells whether it needs no log-in, and no form. */
    private static boolean isOpen(String path) {
        return path.equals(ConsoleAuthentication.LOGIN_PAGE)
                || path.startsWith("/jakarta.faces.resource/")
                || path.equals("/health");
    }

    static void set(HttpServletResponse response) {
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("X-Frame-Options", "DENY");
        response.setHeader("Referrer-Policy", "same-origin");
        response.setHeader("Cache-Control", "no-store");
    }
}
