package ee.qmail.tls;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The files that {@code make.sh} has made. */
final class Pem {
    private Pem() {}

    /** Several of them, one behind the other. */
    static String text(String... names) throws IOException {
        StringBuilder text = new StringBuilder();
        for (String name : names) {
            try (InputStream in = Pem.class.getResourceAsStream(name)) {
                text.append(new String(in.readAllBytes(), StandardCharsets.US_ASCII));
            }
        }
        return text.toString();
    }

    static List<KeyEntry> entries(String text) throws WrongPemException {
        return KeyEntries.of(PemFile.blocks(text));
    }
}
