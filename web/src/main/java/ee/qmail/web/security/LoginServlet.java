package ee.qmail.web.security;

import ee.qmail.caller.Role;
import ee.qmail.control.ControlFiles;
import ee.qmail.web.SmallBody;
import jakarta.inject.Inject;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Takes the login page's form. */
@WebServlet(urlPatterns = "/console/login", asyncSupported = true)
public class LoginServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = Logger.getLogger(LoginServlet.class.getName());
    private static final String SET_COOKIE = "Set-Cookie";

    @Inject
    private transient Logins logins;

    @Inject
    private transient ControlFiles files;

    /** No thread waits for the form, which anybody may send as slowly as the time allows. */
    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        AsyncContext context = SmallBody.begin(request, response);
        request.getInputStream()
                .setReadListener(new SmallBody(
                        context, body -> logIn(request, response, new LoginForm(LoginForm.values(body)))));
    }

    private void logIn(HttpServletRequest request, HttpServletResponse response, LoginForm form) throws IOException {
        Logins.Answer answer;
        Logins.Marks marks;
        String name = form.value("name").strip();
        try {
            marks = logins.marks(name);
            answer = logins.check(request, name, form.value("password"));
        } catch (IllegalStateException e) {
            LOG.log(Level.WARNING, "nobody can log in", e);
            Unavailable.send(response, false);
            return;
        }
        String next = form.value("next");
        if (answer.accepted()) {
            logins.open(request, answer, marks);
            logins.tell(request, answer);
            protect(response, request.isSecure() || files.current().isConsoleSecure());
            Redirects.to(response, request.getContextPath() + landing(answer.role(), next));
            return;
        }
        Redirects.to(
                response,
                request.getContextPath() + ConsoleAuthentication.LOGIN_PAGE + "?wait=" + answer.secondsToWait()
                        + "&next=" + URLEncoder.encode(next, StandardCharsets.UTF_8));
    }

    /** The page that was asked for, where that may be theirs. */
    private static String landing(Role role, String next) {
        boolean isTheirs = switch (role) {
            case ADMINISTRATOR -> !next.startsWith(PageAddress.MY);
            case DOMAIN -> !next.startsWith(PageAddress.MY) && !next.startsWith(PageAddress.START);
            default -> false;
        };
        return isTheirs && PageAddress.isOwnPage(next) ? next : PageAddress.home(role);
    }

    /** web.xml says so too, but GlassFish does not do it. Where the cookie is made later, it has the attributes already. */
    private static void protect(HttpServletResponse response, boolean secure) {
        List<String> cookies = List.copyOf(response.getHeaders(SET_COOKIE));
        for (int i = 0; i < cookies.size(); i++) {
            String cookie = with(cookies.get(i), "samesite=", "SameSite=Strict");
            String complete = secure ? with(cookie, "; secure", "Secure") : cookie;
            if (i == 0) {
                response.setHeader(SET_COOKIE, complete);
            } else {
                response.addHeader(SET_COOKIE, complete);
            }
        }
    }

    private static String with(String cookie, String sign, String attribute) {
        return cookie.toLowerCase(Locale.ROOT).contains(sign) ? cookie : cookie + "; " + attribute;
    }
}
