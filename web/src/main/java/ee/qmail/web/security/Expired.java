package ee.qmail.web.security;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Opens a page again whose form cannot be read any more, since the server has been started anew under a session that lives on: as the log-in does
 * where the session has ended. The script of PrimeFaces asks for this address by itself when the form was to tell something while somebody types.
 */
@WebServlet("/expired")
public class Expired extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Object path = request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI);
        String page = path == null
                ? PageAddress.backToReferer(
                        request.getHeader("Referer"), request.getHeader("Host"), request.getContextPath())
                : PageAddress.backTo(path.toString(), request.getQueryString());
        if (page == null) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND); // asked for by hand
            return;
        }
        SecurityHeaders.set(response);
        Redirects.toPage(request, response, page);
    }
}
