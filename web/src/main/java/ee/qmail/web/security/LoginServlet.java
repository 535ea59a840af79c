package ee.qmail.web.security;

import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Takes the login page's form. */
@WebServlet("/console/login")
public class LoginServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = System.getLogger(LoginServlet.class.getName());
    private static final String SET_COOKIE = "Set-Cookie";
    private static final String START = "/console/index.xhtml";
    /** Never to another site. */
    private static final Pattern OWN_PAGE = Pattern.compile("/console/[a-z]+\\.xhtml(\\?[A-Za-z0-9=&%.+_~*-]*)?");

    @Inject
    private transient Logins logins;

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        request.setCharacterEncoding("UTF-8");
        Logins.Answer answer;
        try {
            answer = logins.check(
                    request.getRemoteAddr(), parameter(request, "name").strip(), parameter(request, "password"));
        } catch (IllegalStateException e) {
            LOG.log(Level.WARNING, "nobody can log in", e);
            Unavailable.send(response, false);
            return;
        }
        String next = parameter(request, "next");
        if (answer.accepted()) {
            logins.open(request, answer.administrator());
            keepToThisSite(response);
            response.sendRedirect(request.getContextPath() + (isOwnPage(next) ? next : START));
            return;
        }
        response.sendRedirect(request.getContextPath() + ConsoleAuthentication.LOGIN_PAGE + "?wait="
                + answer.secondsToWait() + "&next=" + URLEncoder.encode(next, StandardCharsets.UTF_8));
    }

    /** web.xml says so too, but GlassFish does not do it. Where the cookie is made later, it has the attribute already. */
    private static void keepToThisSite(HttpServletResponse response) {
        List<String> cookies = List.copyOf(response.getHeaders(SET_COOKIE));
        for (int i = 0; i < cookies.size(); i++) {
            String cookie = cookies.get(i);
            String strict =
                    cookie.toLowerCase(Locale.ROOT).contains("samesite=") ? cookie : cookie + "; SameSite=Strict";
            if (i == 0) {
                response.setHeader(SET_COOKIE, strict);
            } else {
                response.addHeader(SET_COOKIE, strict);
            }
        }
    }

    static boolean isOwnPage(String path) {
        return OWN_PAGE.matcher(path).matches();
    }

    private static String parameter(HttpServletRequest request, String name) {
        String value = request.getParameter(name);
        return value == null ? "" : value;
    }
}
