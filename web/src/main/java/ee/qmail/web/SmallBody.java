package ee.qmail.web;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The body of a request that needs no log-in, {@value #MAX} octets of it at most. No thread waits for it, however slowly it
 * comes. Called by one thread at a time.
 */
public final class SmallBody implements ReadListener {
    static final int MAX = 8_192;
    private static final long PATIENCE_MILLIS = 20_000;
    private static final Logger LOG = Logger.getLogger(SmallBody.class.getName());

    /** Takes a body that is complete, and answers. */
    @FunctionalInterface
    public interface Action {
        void take(String body) throws IOException;
    }

    private final AsyncContext context;
    private final Action action;
    private final ByteArrayOutputStream octets = new ByteArrayOutputStream();
    private final byte[] buffer = new byte[1_024];

    public SmallBody(AsyncContext context, Action action) {
        this.context = context;
        this.action = action;
    }

    /** Lets the request go on without its thread, for a bounded time. */
    public static AsyncContext begin(HttpServletRequest request, HttpServletResponse response) {
        AsyncContext context = request.startAsync(request, response);
        context.setTimeout(PATIENCE_MILLIS);
        return context;
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
        if (isTooLarge()) {
            ((HttpServletResponse) context.getResponse()).setStatus(HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE);
            context.complete();
        }
    }

    private boolean isTooLarge() {
        return octets.size() > MAX;
    }

    @Override
    public void onAllDataRead() throws IOException {
        if (isTooLarge()) {
            return; // it has been refused, and what was read last was its end
        }
        try {
            action.take(octets.toString(StandardCharsets.UTF_8));
        } finally {
            context.complete();
        }
    }

    @Override
    public void onError(Throwable cause) {
        LOG.log(Level.FINE, "a body was not sent to its end", cause);
        context.complete();
    }
}
