package ee.qmail.wire;

/** A command or a text is not taken; without a stack trace, since clients decide how often it happens. */
public final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    /** The meaning of the reply for the connection. */
    public enum Weight {
        /** The client made a mistake. */
        MISTAKE,
        /** The client did nothing wrong. */
        NO_MISTAKE,
        /** Nothing is read any more. */
        LAST
    }

    private final transient Reply reply;
    private final Weight weight;

    /** The client made a mistake. */
    public RefusedException(Reply reply) {
        this(reply, Weight.MISTAKE);
    }

    public RefusedException(Reply reply, Weight weight) {
        super(null, null, false, false);
        this.reply = reply;
        this.weight = weight;
    }

    /**
     * For a word that is no verb. A browser that a web page has made send something here is not listened to any more: the body of its request would
     * be taken for commands (TLS-8).
     *
     * @param argument the rest of the line
     */
    public static RefusedException unknownVerb(Reply reply, String argument) {
        return new RefusedException(reply, argument.contains("HTTP/") ? Weight.LAST : Weight.MISTAKE);
    }

    public Reply reply() {
        return reply;
    }

    public Weight weight() {
        return weight;
    }
}
