package ee.qmail.test.server;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Speaks SMTP line by line. Replies are their lines separated by LF. For one thread at a time. */
public final class SmtpClient implements AutoCloseable {
    private final Wire wire;
    private final String greeting;

    /** @param clientAddress of loopback, from which it connects */
    public SmtpClient(String clientAddress, int port) {
        try {
            wire = Wire.connect(clientAddress, port);
            greeting = reply();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String greeting() {
        return greeting;
    }

    /** @return the reply */
    public String send(String command) {
        try {
            wire.writeLine(command);
            return reply();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String reply() throws IOException {
        StringBuilder reply = new StringBuilder();
        String line = wire.readLine();
        while (line != null && line.length() > 3 && line.charAt(3) == '-') {
            reply.append(line).append('\n');
            line = wire.readLine();
        }
        if (line == null) {
            throw new EOFException("the server closed the connection");
        }
        return reply.append(line).toString();
    }

    /**
     * Sends a mail. Each step must succeed but the last one.
     *
     * @param text lines with CRLF
     * @return the reply to the text
     */
    public String message(String sender, List<String> recipients, byte[] text) {
        expect("250", send("MAIL FROM:<" + sender + "> BODY=8BITMIME"));
        for (String recipient : recipients) {
            expect("250", send("RCPT TO:<" + recipient + ">"));
        }
        expect("354", send("DATA"));
        return text(text);
    }

    private String text(byte[] text) {
        try {
            wire.writeText(text);
            return reply();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Sends a mail, which may be refused.
     *
     * @param message with LF or CRLF line ends
     * @return the first reply that is no success, else that to the text
     */
    public String trySend(String sender, String recipient, byte[] message) {
        String reply = send("MAIL FROM:<" + sender + "> BODY=8BITMIME");
        if (reply.startsWith("250")) {
            reply = send("RCPT TO:<" + recipient + ">");
        }
        if (reply.startsWith("250")) {
            reply = send("DATA");
        }
        return reply.startsWith("354") ? text(crLf(message)) : reply;
    }

    /** In Latin 1, which keeps all octets. */
    private static byte[] crLf(byte[] message) {
        String text = new String(message, StandardCharsets.ISO_8859_1);
        return text.replaceAll("\r?\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Greets, and must be greeted. */
    public SmtpClient ehlo() {
        expect("250", send("EHLO client.example"));
        return this;
    }

    private static void expect(String code, String reply) {
        if (!reply.startsWith(code)) {
            throw new AssertionError("expected " + code + " but the server says: " + reply);
        }
    }

    @Override
    public void close() {
        try {
            wire.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
