package ee.qmail.smtp;

/** What the client said is answered with an error; without a stack trace, since clients decide how often it happens. */
final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient SmtpReply reply;

    RefusedException(SmtpReply reply) {
        super(null, null, false, false);
        this.reply = reply;
    }

    SmtpReply reply() {
        return reply;
    }
}
