package ee.qmail.web.security;

import ee.qmail.caller.NotPermittedException;
import ee.qmail.web.Problem;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** The answer to somebody who has logged in and may not look: a problem document to a program, else the page of errors. */
@WebServlet("/refused")
public class Refused extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        if (isOfApi(request)) {
            new Problem(HttpServletResponse.SC_FORBIDDEN, new NotPermittedException().getMessage()).send(response);
        } else {
            request.getRequestDispatcher("/error").forward(request, response);
        }
    }

    private static boolean isOfApi(HttpServletRequest request) {
        return request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI) instanceof String path
                && path.startsWith(request.getContextPath() + "/api/");
    }
}
