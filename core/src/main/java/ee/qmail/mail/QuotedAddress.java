package ee.qmail.mail;

import java.util.regex.Pattern;

/** An address as it may stand in a header or an SMTP command: the local part is quoted when it has to be (RM-10). */
public final class QuotedAddress {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9!#$%&'*+/=?^_`{|}~\\-\\x{80}-\\x{10ffff}]+"
            + "(\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~\\-\\x{80}-\\x{10ffff}]+)*");

    private QuotedAddress() {}

    /** @param address as it stands in an envelope; control characters become underscores */
    public static String of(String address) {
        String safe = address.replaceAll("\\p{Cntrl}", "_");
        int at = safe.lastIndexOf('@');
        String user = at < 0 ? safe : safe.substring(0, at);
        String host = at < 0 ? "" : safe.substring(at);
        return PLAIN.matcher(user).matches()
                ? safe
                : '"' + user.replace("\\", "\\\\").replace("\"", "\\\"") + '"' + host;
    }
}
