package ee.qmail.web.security;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The login page's form as it comes in, {@value #MAX} octets of it at most. Called by one thread at a time. */
final class LoginForm implements ReadListener {
    static final int MAX = 8_192;
    private static final Logger LOG = Logger.getLogger(LoginForm.class.getName());

    /** Takes a form that is complete. */
    @FunctionalInterface
    interface Action {
        void take(LoginForm form) throws IOException;
    }

    private final AsyncContext context;
    private final Action action;
    private final ByteArrayOutputStream octets = new ByteArrayOutputStream();
    private final byte[] buffer = new byte[1_024];
    private Map<String, String> values = Map.of();

    LoginForm(AsyncContext context, Action action) {
        this.context = context;
        this.action = action;
    }

    @Override
    public void onDataAvailable() throws IOException {
        ServletInputStream in = context.getRequest().getInputStream();
        while (in.isReady() && octets.size() <= MAX) {
            int read = in.read(buffer);
            if (read < 0) {
                return;
            }
            octets.write(buffer, 0, read);
        }
        if (octets.size() > MAX) {
            response().setStatus(HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE);
            context.complete();
        }
    }

    @Override
    public void onAllDataRead() throws IOException {
        try {
            values = values(octets.toString(StandardCharsets.UTF_8));
            action.take(this);
        } finally {
            context.complete();
        }
    }

    @Override
    public void onError(Throwable cause) {
        LOG.log(Level.FINE, "a log-in was not sent to its end", cause);
        context.complete();
    }

    private HttpServletResponse response() {
        return (HttpServletResponse) context.getResponse();
    }

    /** @return empty if it is missing */
    String value(String name) {
        return values.getOrDefault(name, "");
    }

    /**
     * As {@code application/x-www-form-urlencoded}; of equal names the first counts, and what cannot be decoded is
     * missing.
     */
    static Map<String, String> values(String text) {
        Map<String, String> values = new HashMap<>();
        for (String pair : text.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                try {
                    values.putIfAbsent(decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1)));
                } catch (IllegalArgumentException e) {
                    LOG.log(Level.FINE, "a field of a log-in is not encoded as a form", e);
                }
            }
        }
        return values;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
