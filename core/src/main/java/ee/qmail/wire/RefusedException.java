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

    public Reply reply() {
        return reply;
    }

    public Weight weight() {
        return weight;
    }
}
