package ee.qmail.text;

import java.util.regex.Pattern;

/** The form in which a parameter of MAIL or RCPT holds any ASCII text (RFC 3461 4): {@code +} and two digits stand for a character. */
public final class Xtext {
    private static final Pattern XTEXT = Pattern.compile("(?:[!-*,-<>-~]|\\+[0-9A-F]{2})+");

    private Xtext() {}

    /** Tells whether a text has this form, and at least one character. */
    public static boolean isXtext(String text) {
        return XTEXT.matcher(text).matches();
    }

    /** @param text in this form */
    public static String decode(String text) {
        StringBuilder decoded = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '+') {
                decoded.append((char) Integer.parseInt(text.substring(i + 1, i + 3), 16));
                i += 2;
            } else {
                decoded.append(c);
            }
        }
        return decoded.toString();
    }

    /** @param text of ASCII characters */
    public static String encode(String text) {
        StringBuilder encoded = new StringBuilder(text.length());
        text.chars()
                .forEach(c -> encoded.append(
                        c <= ' ' || c > '~' || c == '+' || c == '='
                                ? String.format("+%02X", c)
                                : Character.toString(c)));
        return encoded.toString();
    }
}
