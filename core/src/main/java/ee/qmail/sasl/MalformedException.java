package ee.qmail.sasl;

/** A message breaks the grammar of its mechanism; without a stack trace, since clients decide how often it happens. */
final class MalformedException extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedException() {
        super(null, null, false, false);
    }
}
