package ee.qmail.web.security;

import ee.qmail.caller.NotPermittedException;
import ee.qmail.web.Problem;
import ee.qmail.web.language.Language;
import ee.qmail.web.language.Texts;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** What a browser is told where there is no page: it needs neither a log-in nor the database. */
@WebServlet("/error")
public class ErrorPage extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final String PAGE = """
            <!DOCTYPE html>
            <html lang="%1$s">
            <head>
              <meta charset="UTF-8"/>
              <meta name="viewport" content="width=device-width, initial-scale=1"/>
              <title>%2$s – qmail EE</title>
              <link rel="icon" type="image/svg+xml" href="%5$s/jakarta.faces.resource/icon.svg.xhtml?ln=qmail"/>
              <link rel="stylesheet" href="%5$s/jakarta.faces.resource/console.css.xhtml?ln=qmail"/>
            </head>
            <body>
              <main class="narrow">
                <h1>%2$s</h1>
                <p>%3$s</p>
                <p><a href="%5$s/console/index.xhtml">%4$s</a></p>
              </main>
            </body>
            </html>
            """;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!(request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer status)) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND); // asked for by hand
            return;
        }
        if (status == HttpServletResponse.SC_FORBIDDEN && isOfApi(request)) {
            new Problem(status, new NotPermittedException().getMessage()).send(response);
            return;
        }
        response.setContentType("text/html");
        response.setCharacterEncoding("UTF-8");
        response.getWriter().write(page(new Texts(Language.of(request)), status, request.getContextPath()));
    }

    private static boolean isOfApi(HttpServletRequest request) {
        return request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI) instanceof String path
                && path.startsWith(request.getContextPath() + "/api/");
    }

    /** @param context path of this application */
    public static String page(Texts texts, int status, String context) {
        String title = switch (status) {
            case HttpServletResponse.SC_FORBIDDEN -> texts.of("error.403.title");
            case HttpServletResponse.SC_NOT_FOUND -> texts.of("error.404.title");
            case HttpServletResponse.SC_SERVICE_UNAVAILABLE -> texts.of("error.503.title");
            default -> texts.of("error.500.title");
        };
        String text = switch (status) {
            case HttpServletResponse.SC_FORBIDDEN -> texts.of("error.403.text");
            case HttpServletResponse.SC_NOT_FOUND -> texts.of("error.404.text");
            case HttpServletResponse.SC_SERVICE_UNAVAILABLE -> texts.of("error.503.text");
            default -> texts.of("error.500.text");
        };
        String link = status == HttpServletResponse.SC_SERVICE_UNAVAILABLE
                ? texts.of("error.503.link")
                : texts.of("error.link");
        return PAGE.formatted(texts.getLanguage(), title, text, link, context);
    }
}
