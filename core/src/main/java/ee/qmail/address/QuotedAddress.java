package ee.qmail.address;

import ee.qmail.text.Characters;

/** An address as it may stand in a header or an SMTP command: the local part is quoted when it has to be (RM-10). */
public final class QuotedAddress {
    private static final String ATOM = "!#$%&'*+-/=?^_`{|}~.";

    private QuotedAddress() {}

    /** @param address as it stands in an envelope; control characters become underscores */
    public static String of(String address) {
        String safe =
                Characters.any(address, QuotedAddress::isControl) ? address.replaceAll("\\p{Cntrl}", "_") : address;
        int at = safe.lastIndexOf('@');
        String local = at < 0 ? safe : safe.substring(0, at);
        return needsQuotes(local) ? quoted(local) + safe.substring(local.length()) : safe;
    }

    private static boolean isControl(int c) {
        return c < ' ' || c == 0x7f;
    }

    private static boolean needsQuotes(String local) {
        return local.isEmpty()
                || local.startsWith(".")
                || local.endsWith(".")
                || local.contains("..")
                || !Characters.all(local, QuotedAddress::isAtom);
    }

    private static boolean isAtom(int c) {
        return c >= 0x80
                || c >= 'a' && c <= 'z'
                || c >= 'A' && c <= 'Z'
                || c >= '0' && c <= '9'
                || ATOM.indexOf(c) >= 0;
    }

    private static String quoted(String local) {
        return '"' + local.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
