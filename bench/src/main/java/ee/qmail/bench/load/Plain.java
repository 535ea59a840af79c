package ee.qmail.bench.load;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** PLAIN (RFC 4616) with its initial response: the same words for SMTP and POP3. */
final class Plain {
    private Plain() {}

    static String command(String user, String password) {
        byte[] message = ("\0" + user + "\0" + password).getBytes(StandardCharsets.UTF_8);
        return "AUTH PLAIN " + Base64.getEncoder().encodeToString(message);
    }
}
