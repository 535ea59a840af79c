package ee.qmail.it.window;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.openqa.selenium.json.Json;

/** The remote control of Mozilla's programs: JSON by TCP, each message with its length before it. For one thread at a time. */
final class Marionette implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 120_000;

    private final Json json = new Json();
    private final Socket socket;
    private final DataInputStream in;
    private int number;

    Marionette(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(PATIENCE_MILLIS);
        in = new DataInputStream(socket.getInputStream());
        read();
        command("WebDriver:NewSession", Map.of());
        // the program's own windows, and not pages in them
        command("Marionette:SetContext", Map.of("value", "chrome"));
    }

    /** @throws AssertionError if the program says that it cannot */
    Object command(String name, Map<String, ?> parameters) {
        try {
            byte[] message = json.toJson(List.of(0, ++number, name, parameters)).getBytes(StandardCharsets.UTF_8);
            ByteArrayOutputStream whole = new ByteArrayOutputStream();
            whole.writeBytes((message.length + ":").getBytes(StandardCharsets.US_ASCII));
            whole.writeBytes(message);
            socket.getOutputStream().write(whole.toByteArray());
            List<?> answer = json.toType(read(), Json.OBJECT_TYPE);
            if (answer.get(2) != null) {
                throw new AssertionError(name + " " + parameters + ": " + answer.get(2));
            }
            return answer.get(3);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String read() throws IOException {
        int length = 0;
        for (int octet = in.readUnsignedByte(); octet != ':'; octet = in.readUnsignedByte()) {
            if (octet < '0' || octet > '9') {
                throw new EOFException("a length is expected, not " + octet);
            }
            length = length * 10 + octet - '0';
        }
        byte[] message = new byte[length];
        in.readFully(message);
        return new String(message, StandardCharsets.UTF_8);
    }

    /** Runs a script in the window; what it returns. */
    Object script(String script, Object... arguments) {
        return ((Map<?, ?>) command("WebDriver:ExecuteScript", Map.of("script", script, "args", List.of(arguments))))
                .get("value");
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
