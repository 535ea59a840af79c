package ee.qmail.home;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * Tells the servers apart that share a database. It is made once and kept in the file {@code node} of the home, so that a
 * server knows after a crash what was its own. A copy of a home for a second server must not contain that file: where the two share a
 * database, the second one does not start.
 *
 * @param value 16 hex digits
 */
public record NodeId(String value) {
    private static final Pattern FORM = Pattern.compile("[0-9a-f]{16}");

    public NodeId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "node '" + value + "': must be 16 hex digits; without the file node a new one is made");
        }
    }

    /** The one in the home; made if it is missing. One process at a time may do so. */
    public static NodeId of(QmailHome home) throws IOException {
        Path file = home.node();
        String kept = kept(file).strip();
        if (!kept.isEmpty()) {
            return new NodeId(kept);
        }
        byte[] octets = new byte[8];
        new SecureRandom().nextBytes(octets);
        NodeId made = new NodeId(HexFormat.of().formatHex(octets));
        AtomicFile.write(file, made.value() + "\n");
        return made;
    }

    private static String kept(Path file) throws IOException {
        try {
            return AtomicFile.read(file).orElse("");
        } catch (IOException e) {
            throw new IOException(file + ": " + e.getMessage() + "; without this file a new one is made", e);
        }
    }
}
