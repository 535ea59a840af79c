package ee.qmail.web.acme;

import ee.qmail.acme.AcmeTable;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Answers of HTTP-01 (RFC 8555 8.3), for any server on the database, without a log-in and without a redirect. Of tokens that nobody waits for it is
 * 404.
 */
@WebServlet("/.well-known/acme-challenge/*")
public class AcmeChallenge extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = Logger.getLogger(AcmeChallenge.class.getName());

    @Inject
    transient AcmeTable table;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String path = request.getPathInfo() == null ? "" : request.getPathInfo();
        Optional<String> answer = answer(path.startsWith("/") ? path.substring(1) : path, response);
        if (response.isCommitted()) {
            return;
        }
        if (answer.isEmpty()) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        byte[] octets = answer.get().getBytes(StandardCharsets.US_ASCII);
        response.setContentType("application/octet-stream");
        response.setContentLength(octets.length);
        response.getOutputStream().write(octets);
    }

    private Optional<String> answer(String token, HttpServletResponse response) throws IOException {
        try {
            return table.answer(token);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "an authority gets no answer: {0}", e.getMessage());
            response.sendError(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
            return Optional.empty();
        }
    }
}
