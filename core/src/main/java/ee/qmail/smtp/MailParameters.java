package ee.qmail.smtp;

import ee.qmail.message.DsnWishes;
import ee.qmail.wire.RefusedException;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The parameters behind the address of MAIL: SIZE (RFC 1870), BODY (RFC 6152; bodies are kept as they come, so it changes
 * nothing), SMTPUTF8 (RFC 6531), REQUIRETLS (RFC 8689 2), AUTH (RFC 4954 5), which says who submitted it elsewhere: nobody is believed, so that it is as
 * {@code AUTH=<>} (AUTH-16), and RET and ENVID (RFC 3461 4.3, 4.4), where DSN is offered.
 *
 * @param size octets that the client declares, 0 if none
 * @param requireTls whether it is given; it may be where it was offered
 * @param ret FULL or HDRS, null if it is not given
 * @param envid in xtext, null if it is not given
 */
record MailParameters(long size, boolean smtpUtf8, boolean requireTls, String ret, String envid) {
    private static final Pattern SIZE = Pattern.compile("SIZE=(\\d{1,20})");
    private static final Pattern BODY = Pattern.compile("BODY=(?:7BIT|8BITMIME)");
    /** An address in xtext (RFC 3461 4), already in upper case. */
    private static final Pattern AUTH = Pattern.compile("AUTH=(?:<>|(?:[!-*,-<>-~]|\\+[0-9A-F]{2}){1,500})");

    static final Pattern BLANKS = Pattern.compile(" +");
    /** More digits than a long surely has room for. */
    private static final int LONG_DIGITS = 18;

    private static final MailParameters NONE = new MailParameters(0, false, false, null, null);

    /**
     * @param dsn whether those of DSN are known
     * @throws RefusedException if one of them is unknown or malformed, or one of DSN is given twice
     */
    static MailParameters parse(String text, boolean dsn) throws RefusedException {
        MailParameters parameters = NONE;
        if (text.isEmpty()) {
            return parameters;
        }
        for (String parameter : BLANKS.split(text)) {
            parameters = parameters.with(parameter, parameter.toUpperCase(Locale.ROOT), dsn);
        }
        return parameters;
    }

    private MailParameters with(String parameter, String upper, boolean dsn) throws RefusedException {
        var declared = SIZE.matcher(upper);
        if (declared.matches()) {
            String digits = declared.group(1);
            long octets = digits.length() > LONG_DIGITS ? Long.MAX_VALUE : Long.parseLong(digits);
            return new MailParameters(octets, smtpUtf8, requireTls, ret, envid);
        }
        if (upper.equals("SMTPUTF8")) {
            return new MailParameters(size, true, requireTls, ret, envid);
        }
        if (upper.equals("REQUIRETLS")) {
            return new MailParameters(size, smtpUtf8, true, ret, envid);
        }
        if (dsn && upper.startsWith("RET=")) {
            return new MailParameters(size, smtpUtf8, requireTls, ret(upper.substring(4)), envid);
        }
        if (dsn && upper.startsWith("ENVID=")) {
            return new MailParameters(size, smtpUtf8, requireTls, ret, envid(parameter.substring(6)));
        }
        if (!BODY.matcher(upper).matches() && !AUTH.matcher(upper).matches()) {
            throw new RefusedException(SmtpReply.BAD_PARAMETER);
        }
        return this;
    }

    private String ret(String value) throws RefusedException {
        if (ret != null || !DsnWishes.isRet(value)) {
            throw new RefusedException(SmtpReply.BAD_RET);
        }
        return value;
    }

    private String envid(String value) throws RefusedException {
        if (envid != null || !DsnWishes.isEnvid(value)) {
            throw new RefusedException(SmtpReply.BAD_ENVID);
        }
        return value;
    }
}
