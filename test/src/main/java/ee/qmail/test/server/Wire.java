package ee.qmail.test.server;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * A connection of lines that end in CRLF, and of texts that end in a line of a single dot. Octets are Latin 1. It waits
 * for the other side for a minute at most. For one thread at a time.
 */
public final class Wire implements AutoCloseable {
    private static final int SILENCE_MILLIS = 60_000;

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    /** @param socket connected, and closed with this */
    public Wire(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(SILENCE_MILLIS);
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream(), 64 * 1024);
        out = new BufferedOutputStream(socket.getOutputStream(), 64 * 1024);
    }

    /** @param from local address */
    public static Wire connect(String from, int port) throws IOException {
        Socket socket = new Socket();
        try {
            socket.bind(new InetSocketAddress(InetAddress.getByName(from), 0));
            socket.connect(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port), SILENCE_MILLIS);
            return new Wire(socket);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    public void writeLine(String line) throws IOException {
        out.write((line + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    /** @param text lines with CRLF, the last one too */
    public void writeText(byte[] text) throws IOException {
        boolean lineStart = true;
        for (byte octet : text) {
            if (lineStart && octet == '.') {
                out.write('.');
            }
            out.write(octet);
            lineStart = octet == '\n';
        }
        if (!lineStart) {
            out.write('\r');
            out.write('\n');
        }
        writeLine(".");
    }

    /** @return the next line without its end; null if the other side has closed */
    public String readLine() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        return readLine(line) ? chopped(line) : null;
    }

    private static String chopped(ByteArrayOutputStream line) {
        String text = line.toString(StandardCharsets.ISO_8859_1);
        return text.endsWith("\r\n") ? text.substring(0, text.length() - 2) : text;
    }

    private boolean readLine(ByteArrayOutputStream to) throws IOException {
        int octet = in.read();
        if (octet < 0) {
            return false;
        }
        int last = -1;
        for (; octet >= 0; octet = in.read()) {
            to.write(octet);
            if (octet == '\n' && last == '\r') {
                return true;
            }
            last = octet;
        }
        return true;
    }

    /** Up to the line of a single dot, without it and without stuffed dots. */
    public byte[] readText() throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (readLine(line)) {
            byte[] octets = line.toByteArray();
            line.reset();
            boolean dot = octets[0] == '.';
            if (dot && octets.length == 3 && octets[1] == '\r') {
                return text.toByteArray();
            }
            text.write(octets, dot ? 1 : 0, octets.length - (dot ? 1 : 0));
        }
        throw new EOFException("the text did not end with a line of a single dot");
    }

    /** Octets as they are. */
    public void write(byte[] octets) throws IOException {
        out.write(octets);
        out.flush();
    }

    /** Ends the connection as a client does that crashes: the other side reads a reset. */
    public void reset() throws IOException {
        if (!socket.isClosed()) {
            socket.setSoLinger(true, 0);
            socket.close();
        }
    }

    public boolean isClosed() {
        return socket.isClosed();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
