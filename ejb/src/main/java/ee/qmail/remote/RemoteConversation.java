package ee.qmail.remote;

import ee.qmail.message.Body;
import ee.qmail.smtp.DataEncoder;
import ee.qmail.smtp.SmtpClientSession;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.net.ssl.SSLException;

/** Carries octets between a session and a connection until the session is done, and begins TLS where it wants that. */
final class RemoteConversation {
    /** Our own text cannot be read; the connection is closed, so that half a message does not pass for a whole one. */
    static final class UnreadableBodyException extends IOException {
        private static final long serialVersionUID = 1;

        UnreadableBodyException(IOException cause) {
            super("unable to read message", cause);
        }
    }

    /** Begins TLS on a connection. */
    @FunctionalInterface
    interface TlsStarter {
        /** @return the description of it for the report */
        String start(RemoteConnection connection) throws IOException;
    }

    private static final int LONGEST_REASON = 300;
    private static final Logger LOG = Logger.getLogger(RemoteConversation.class.getName());
    private static final int CHUNK = 16 * 1024;

    private final boolean implicitTls;
    private final TlsStarter starter;
    private final SmtpClientSession session;
    private final RemoteConnection connection;
    private final OutputStream output;
    private final Body body;
    private final byte[] replies = new byte[CHUNK];

    /** In clear. */
    RemoteConversation(SmtpClientSession session, RemoteConnection connection, Body body) {
        this(session, connection, body, false, null);
    }

    /**
     * @param implicitTls whether TLS begins with the first octet
     * @param starter null if the session never wants TLS
     */
    RemoteConversation(
            SmtpClientSession session,
            RemoteConnection connection,
            Body body,
            boolean implicitTls,
            TlsStarter starter) {
        this.implicitTls = implicitTls;
        this.starter = starter;
        this.session = session;
        this.connection = connection;
        this.output = connection.output();
        this.body = body;
    }

    /** @throws IOException if the connection breaks or is silent; the session has not been told */
    void run() throws IOException {
        if (implicitTls) {
            startTls();
        }
        while (!session.isDone()) {
            output.write(session.takeOutput()); // on a connection that was used before, there is some at once
            if (session.wantsBody()) {
                writeBody();
            }
            if (!session.isDone()) {
                awaitReply();
            }
            if (session.wantsTls()) {
                startTls();
            }
        }
    }

    /** What goes wrong here is no broken connection: another one might go wrong in the same way. */
    private void startTls() {
        try {
            session.tlsStarted(starter.start(connection));
        } catch (RemoteConnection.InjectedException e) {
            LOG.log(Level.WARNING, "octets between STARTTLS and TLS: somebody is in between", e);
            session.injected();
        } catch (IOException e) {
            LOG.log(Level.FINE, "no TLS", e);
            session.tlsFailed(reason(e), e instanceof SSLException);
        }
    }

    /** One line, without what the other side may have put into it. */
    private static String reason(IOException e) {
        String text = String.valueOf(e.getMessage()).replaceAll("[^ -~]", "?").replaceFirst("\\.+$", "");
        return text.length() > LONGEST_REASON ? text.substring(0, LONGEST_REASON) : text;
    }

    /**
     * Takes octets until another reply is complete. Its time runs from here on, so that a server that sends an octet now and
     * then does not hold the connection.
     */
    private void awaitReply() throws IOException {
        Deadline limit = connection.limit();
        int before = session.replies();
        while (session.replies() == before && !session.isDone()) {
            take(connection.read(replies, limit));
        }
    }

    private void take(int count) throws IOException {
        if (count < 0) {
            throw new IOException("connection closed by the other side");
        }
        session.input(replies, count);
    }

    /** The last words, normally QUIT. Everything is settled: whether they arrive does not matter. */
    void quit() {
        connection.leave(session.takeOutput());
    }

    private void writeBody() throws IOException {
        try {
            writeText();
        } catch (UnreadableBodyException | SocketTimeoutException e) {
            throw e;
        } catch (IOException e) {
            session.textCut();
            takeLastWords(e);
            throw e;
        }
    }

    /** A server that refuses a text before its end may close while we write: its reply is there, and nothing comes behind it. */
    private void takeLastWords(IOException cause) {
        try {
            int count = connection.readAvailable(replies);
            while (count > 0 && !session.isDone()) {
                session.input(replies, count);
                count = connection.readAvailable(replies);
            }
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    private void writeText() throws IOException {
        DataEncoder encoder = new DataEncoder(connection.textOutput());
        byte[] chunk = new byte[CHUNK];
        try (InputStream in = open()) {
            for (int count = read(in, chunk); count >= 0; count = read(in, chunk)) {
                encoder.write(chunk, 0, count);
            }
        }
        takeEarlyWords();
        if (!session.isDone()) {
            session.finalDot();
            connection.allow(RemoteSettings.FINAL_DOT);
            encoder.end();
        }
    }

    /**
     * A reply before the dot is no answer to it: it is a 421, or one answer too many. If the other side has closed behind it,
     * it was the last word about the text.
     */
    private void takeEarlyWords() throws IOException {
        int count = connection.readAvailable(replies);
        if (count > 0 && hasEnded()) {
            session.textCut();
        }
        take(count);
    }

    /** May take an octet, which would be one too many behind the last one. */
    private boolean hasEnded() {
        try {
            return connection.readAvailable(new byte[1]) < 0;
        } catch (IOException e) {
            LOG.log(Level.FINE, "the other side has reset the connection", e);
            return true;
        }
    }

    private InputStream open() throws UnreadableBodyException {
        try {
            return body.open();
        } catch (IOException e) {
            throw new UnreadableBodyException(e);
        }
    }

    private static int read(InputStream in, byte[] chunk) throws UnreadableBodyException {
        try {
            return in.read(chunk);
        } catch (IOException e) {
            throw new UnreadableBodyException(e);
        }
    }
}
