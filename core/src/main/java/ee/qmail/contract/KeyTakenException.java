package ee.qmail.contract;

/** Mail with another content went out, or goes out, under the key of a mail: this one is not sent. */
public class KeyTakenException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /** @param key as the application gave it */
    public KeyTakenException(String key) {
        super("key '" + key + "': was used for another mail; must be a new one for each mail");
    }
}
