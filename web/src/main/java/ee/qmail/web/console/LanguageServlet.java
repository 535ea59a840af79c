package ee.qmail.web.console;

import ee.qmail.control.ControlFiles;
import ee.qmail.web.language.Language;
import ee.qmail.web.security.PageAddress;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;

/**
 * Keeps the language that somebody chose by a link, {@code to=es}, in a cookie, and leads back to the page, {@code next}. It needs no log-in: another
 * site that leads here changes a language, and nothing else.
 */
@WebServlet("/console/language")
public class LanguageServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final int SECONDS_OF_A_YEAR = 31_536_000;

    @Inject
    private transient ControlFiles files;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Optional<Language> chosen = Language.ofCode(request.getParameter("to"));
        if (chosen.isEmpty()) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        boolean secure = request.isSecure() || files.current().isConsoleSecure();
        // as a header: servers differ in what they take for SameSite
        response.addHeader("Set-Cookie", cookie(chosen.get(), secure));
        String next = Objects.requireNonNullElse(request.getParameter("next"), "");
        response.sendRedirect(request.getContextPath() + (PageAddress.isOwnPage(next) ? next : PageAddress.START));
    }

    /** Lax: whoever comes by a link in a mail finds the language too. */
    static String cookie(Language language, boolean secure) {
        return Language.COOKIE + "=" + language.code() + "; Path=/; Max-Age=" + SECONDS_OF_A_YEAR
                + "; HttpOnly; SameSite=Lax" + (secure ? "; Secure" : "");
    }
}
