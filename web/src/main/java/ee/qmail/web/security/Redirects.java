package ee.qmail.web.security;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.util.Locale;

/**
 * Redirects within this site are relative (RFC 9110 section 10.2.2). A server makes them absolute with what the request
 * says of itself: behind a proxy that ends TLS that is the wrong scheme, and with a false {@code Host} another site.
 */
final class Redirects extends HttpServletResponseWrapper {
    private static final String LOCATION = "Location";

    private final String host;

    Redirects(HttpServletRequest request, HttpServletResponse response) {
        super(response);
        this.host = request.getHeader("Host");
    }

    /** @param path with its query */
    static void to(HttpServletResponse response, String path) {
        response.setStatus(HttpServletResponse.SC_FOUND);
        response.setHeader(LOCATION, path);
    }

    /** The same for a request that may be one of a script of Faces, which asks for parts of a page. */
    static void toPage(HttpServletRequest request, HttpServletResponse response, String path) throws IOException {
        if ("partial/ajax".equals(request.getHeader("Faces-Request"))) {
            response.setStatus(HttpServletResponse.SC_OK);
            response.setContentType("text/xml;charset=UTF-8");
            response.getWriter()
                    .write("<?xml version=\"1.0\" encoding=\"UTF-8\"?><partial-response><redirect url=\""
                            + path.replace("&", "&amp;") + "\"/></partial-response>");
        } else {
            to(response, path);
        }
    }

    @Override
    public void sendRedirect(String location) throws IOException {
        if (isCommitted()) {
            throw new IllegalStateException("the answer has begun");
        }
        resetBuffer();
        to((HttpServletResponse) getResponse(), relative(location));
        flushBuffer();
    }

    @Override
    public void setHeader(String name, String value) {
        super.setHeader(name, LOCATION.equalsIgnoreCase(name) ? relative(value) : value);
    }

    @Override
    public void addHeader(String name, String value) {
        super.addHeader(name, LOCATION.equalsIgnoreCase(name) ? relative(value) : value);
    }

    private String relative(String location) {
        return relative(location, host);
    }

    /** Returns a location on the host of the request without scheme and host. */
    static String relative(String location, String host) {
        if (location == null
                || host == null
                || !location.toLowerCase(Locale.ROOT).matches("https?://.*")) {
            return location;
        }
        int begin = location.indexOf("://") + 3;
        int path = location.indexOf('/', begin);
        String authority = path < 0 ? location.substring(begin) : location.substring(begin, path);
        if (!authority.equalsIgnoreCase(host)) {
            return location;
        }
        return path < 0 ? "/" : location.substring(path);
    }
}
