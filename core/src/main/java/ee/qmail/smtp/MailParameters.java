package ee.qmail.smtp;

import ee.qmail.message.Attribute;
import ee.qmail.message.Attributes;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The parameters behind the address of MAIL: SIZE (RFC 1870), BODY (RFC 6152; bodies are kept as they come, so it changes
 * nothing) and SMTPUTF8 (RFC 6531).
 *
 * @param size octets that the client declares, 0 if none
 */
record MailParameters(long size, boolean smtpUtf8) {
    private static final Pattern SIZE = Pattern.compile("SIZE=(\\d{1,20})");
    private static final Pattern BODY = Pattern.compile("BODY=(?:7BIT|8BITMIME)");
    private static final Pattern BLANKS = Pattern.compile(" +");
    /** More digits than a long surely has room for. */
    private static final int LONG_DIGITS = 18;

    private static final Optional<MailParameters> NONE = Optional.of(new MailParameters(0, false));

    /** Those that travel with the message. */
    Attributes attributes() {
        return smtpUtf8 ? Attributes.NONE.with(Attribute.PROTOCOL, "UTF8SMTP") : Attributes.NONE;
    }

    /** Empty if one of them is unknown or malformed. */
    static Optional<MailParameters> parse(String text) {
        if (text.isEmpty()) {
            return NONE;
        }
        long size = 0;
        boolean smtpUtf8 = false;
        for (String parameter : BLANKS.split(text.toUpperCase(Locale.ROOT))) {
            var declared = SIZE.matcher(parameter);
            if (declared.matches()) {
                String digits = declared.group(1);
                size = digits.length() > LONG_DIGITS ? Long.MAX_VALUE : Long.parseLong(digits);
            } else if (parameter.equals("SMTPUTF8")) {
                smtpUtf8 = true;
            } else if (!BODY.matcher(parameter).matches()) {
                return Optional.empty();
            }
        }
        return Optional.of(new MailParameters(size, smtpUtf8));
    }
}
