package ee.qmail.tls;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;

/** The blocks of a text in PEM (RFC 7468), in their order. Text between them does not count, and line ends may be CR LF (CERT-2). */
final class PemFile {
    /** Octets: some hundred certificates. */
    private static final int LARGEST = 1 << 20;

    private static final String BEGIN = "-----BEGIN ";
    private static final String END = "-----END ";
    private static final String DASHES = "-----";

    /**
     * One of them.
     *
     * @param type such as {@code CERTIFICATE}
     * @param isEncrypted by a password, in the old form of OpenSSL (RFC 1421)
     */
    record Block(String type, boolean isEncrypted, byte[] content) {}

    private PemFile() {}

    /**
     * Reads a file, or the one that a symbolic link leads to.
     *
     * @throws IOException if it cannot be read
     */
    static List<Block> read(Path file) throws IOException, WrongPemException {
        return blocks(text(file));
    }

    /** The text of such a file; octets that are no ASCII stand between blocks, and do not matter. */
    static String text(Path file) throws IOException, WrongPemException {
        if (!Files.readAttributes(file, BasicFileAttributes.class).isRegularFile()) {
            throw new WrongPemException("must be a regular file, or a link to one");
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] octets = in.readNBytes(LARGEST + 1);
            if (octets.length > LARGEST) {
                throw new WrongPemException("must have at most " + LARGEST + " octets");
            }
            return new String(octets, StandardCharsets.ISO_8859_1);
        }
    }

    static List<Block> blocks(String text) throws WrongPemException {
        List<Block> blocks = new ArrayList<>();
        Iterator<String> lines = text.lines().iterator();
        while (lines.hasNext()) {
            String line = lines.next().strip();
            if (line.startsWith(BEGIN) && line.endsWith(DASHES) && line.length() > BEGIN.length() + DASHES.length()) {
                blocks.add(block(line.substring(BEGIN.length(), line.length() - DASHES.length()), lines));
            }
        }
        return blocks;
    }

    private static Block block(String type, Iterator<String> lines) throws WrongPemException {
        StringBuilder base64 = new StringBuilder();
        boolean encrypted = false;
        while (lines.hasNext()) {
            String line = lines.next().strip();
            if (line.startsWith(END)) {
                return new Block(type, encrypted, decoded(type, base64.toString()));
            }
            if (line.contains(":")) {
                encrypted |= line.startsWith("Proc-Type:") && line.contains("ENCRYPTED");
            } else {
                base64.append(line);
            }
        }
        throw new WrongPemException("the block " + type + " has no end: must have a line " + END + type + DASHES
                + "; perhaps the file was not copied whole");
    }

    private static byte[] decoded(String type, String base64) throws WrongPemException {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new WrongPemException("the block " + type + " is not base64 (" + e.getMessage() + ")", e);
        }
    }

    /** A block as text. */
    static String write(String type, byte[] content) {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return BEGIN + type + DASHES + "\n" + base64 + "\n" + END + type + DASHES + "\n";
    }
}
