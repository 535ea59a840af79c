package ee.qmail.examples.archive;

import jakarta.mail.internet.MimeUtility;
import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The header of a mail, as far as it is in the first piece.
 *
 * @param text as it came, without NUL, which PostgreSQL has not in a text
 */
record Header(String text) {
    private static final int LONGEST_SUBJECT = 500;
    private static final Pattern SUBJECT = Pattern.compile("(?im)^subject:[ \\t]*(.*(?:\\n[ \\t].*){0,50})");

    static Header of(byte[] piece) {
        String text = new String(piece, StandardCharsets.UTF_8).replace("\0", "");
        int end = text.indexOf("\n\n");
        return new Header(end < 0 ? text : text.substring(0, end + 1));
    }

    /** @return decoded, on one line, cut to 500 characters; empty if there is none */
    String subject() {
        Matcher field = SUBJECT.matcher(text);
        if (!field.find()) {
            return "";
        }
        String subject = field.group(1).replaceAll("\\n[ \\t]+", " ").strip();
        try {
            subject = MimeUtility.decodeText(subject).replace("\0", "");
        } catch (UnsupportedEncodingException e) {
            return cut(subject); // in letters that nobody knows: as it came
        }
        return cut(subject);
    }

    private static String cut(String text) {
        return text.substring(0, Math.min(text.length(), LONGEST_SUBJECT));
    }
}
