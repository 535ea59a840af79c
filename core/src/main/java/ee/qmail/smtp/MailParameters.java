package ee.qmail.smtp;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The parameters behind the address of MAIL: SIZE (RFC 1870), BODY (RFC 6152; bodies are kept as they come, so it changes
 * nothing), SMTPUTF8 (RFC 6531), and AUTH (RFC 4954 5), which says who submitted it elsewhere: nobody is believed, so that it is as
 * {@code AUTH=<>} (AUTH-16).
 *
 * @param size octets that the client declares, 0 if none
 */
record MailParameters(long size, boolean smtpUtf8) {
    private static final Pattern SIZE = Pattern.compile("SIZE=(\\d{1,20})");
    private static final Pattern BODY = Pattern.compile("BODY=(?:7BIT|8BITMIME)");
    /** An address in xtext (RFC 3461 4), already in upper case. */
    private static final Pattern AUTH = Pattern.compile("AUTH=(?:<>|(?:[!-*,-<>-~]|\\+[0-9A-F]{2}){1,500})");

    private static final Pattern BLANKS = Pattern.compile(" +");
    /** More digits than a long surely has room for. */
    private static final int LONG_DIGITS = 18;

    private static final Optional<MailParameters> NONE = Optional.of(new MailParameters(0, false));

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
            } else if (!BODY.matcher(parameter).matches()
                    && !AUTH.matcher(parameter).matches()) {
                return Optional.empty();
            }
        }
        return Optional.of(new MailParameters(size, smtpUtf8));
    }
}
