package ee.qmail.it.harness;

import ee.qmail.test.server.Wire;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Speaks POP3 line by line. */
public final class Pop3Client implements AutoCloseable {
    private final Wire wire;

    public Pop3Client(int port) {
        try {
            wire = Wire.connect("127.0.0.1", port);
            expectOk(wire.readLine());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** First line of the reply. */
    public String send(String command) {
        try {
            wire.writeLine(command);
            return wire.readLine();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Pop3Client login(String user, String password) {
        expectOk(send("USER " + user));
        expectOk(send("PASS " + password));
        return this;
    }

    /** From STAT. */
    public int count() {
        return Integer.parseInt(send("STAT").split(" ")[1]);
    }

    /** From LIST. */
    public long size(int number) {
        String reply = send("LIST " + number);
        expectOk(reply);
        return Long.parseLong(reply.split(" ")[2]);
    }

    public byte[] retrieve(int number) {
        expectOk(send("RETR " + number));
        try {
            return wire.readText();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String retrieveText(int number) {
        return new String(retrieve(number), StandardCharsets.ISO_8859_1);
    }

    public void delete(int number) {
        expectOk(send("DELE " + number));
    }

    public void quit() {
        expectOk(send("QUIT"));
        close();
    }

    private static void expectOk(String reply) {
        if (reply == null || !reply.startsWith("+OK")) {
            throw new AssertionError("expected +OK but the server says: " + reply);
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
