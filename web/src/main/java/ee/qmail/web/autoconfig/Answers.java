package ee.qmail.web.autoconfig;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Answers to programs that have not logged in. */
final class Answers {
    private static final Logger LOG = Logger.getLogger(Answers.class.getName());

    private Answers() {}

    /** Sends the file for a domain that is served here, 404 for others, 503 while that cannot be told. */
    static void send(
            HttpServletResponse response, MailServers servers, String domain, Function<MailServer, String> file)
            throws IOException {
        Optional<MailServer> server;
        try {
            server = servers.of(domain);
        } catch (RuntimeException e) {
            // anybody may ask as often as the connections allow, so the log stays quiet; /health/ready tells it
            LOG.log(Level.FINE, "whether a domain is served cannot be told", e);
            response.setHeader("Retry-After", "10");
            response.sendError(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
            return;
        }
        if (server.isEmpty()) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        response.setContentType("text/xml");
        response.setCharacterEncoding("UTF-8");
        response.getWriter().write(file.apply(server.get()));
    }
}
