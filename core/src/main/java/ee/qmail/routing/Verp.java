package ee.qmail.routing;

/**
 * Variable envelope return paths (SCH-9): the sender {@code list-owner-@example.org-@[]} is, for the recipient {@code
 * bob@far.example}, {@code list-owner-bob=far.example@example.org}, so that a bounce tells whom it is about.
 */
public final class Verp {
    private static final String SUFFIX = "-@[]";

    private Verp() {}

    /** Tells whether each recipient is told another sender. */
    public static boolean isVariable(String sender) {
        return sender.endsWith(SUFFIX) && sender.indexOf('@') < sender.length() - SUFFIX.length();
    }

    /**
     * The sender that a recipient is told.
     *
     * @param recipient as rewritten by qmail-send
     */
    public static String senderFor(String sender, String recipient) {
        if (!isVariable(sender)) {
            return sender;
        }
        String whole = bounceAddress(sender);
        int at = whole.lastIndexOf('@');
        int recipientAt = recipient.lastIndexOf('@');
        String tag = recipientAt < 0
                ? recipient
                : recipient.substring(0, recipientAt) + "=" + recipient.substring(recipientAt + 1);
        return whole.substring(0, at) + tag + whole.substring(at);
    }

    /** Returns the address to which this server sends its own bounce. */
    public static String bounceAddress(String sender) {
        return isVariable(sender) ? sender.substring(0, sender.length() - SUFFIX.length()) : sender;
    }
}
