package ee.qmail.it.harness;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** Speaks SMTP line by line. */
public final class SmtpClient implements AutoCloseable {
    private final Wire wire;
    private final String greeting;

    SmtpClient(String clientAddress, int port) {
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

    /** The reply, lines separated by LF. */
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

    /** Each step must succeed but the last one, whose reply is returned. */
    public String message(String sender, List<String> recipients, byte[] text) {
        expect("250", send("MAIL FROM:<" + sender + "> BODY=8BITMIME"));
        for (String recipient : recipients) {
            expect("250", send("RCPT TO:<" + recipient + ">"));
        }
        expect("354", send("DATA"));
        try {
            wire.writeText(text);
            return reply();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

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
