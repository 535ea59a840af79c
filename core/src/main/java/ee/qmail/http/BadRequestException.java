package ee.qmail.http;

/** A request that is refused before anybody looks at what it asks for. The connection ends with the answer. */
public final class BadRequestException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;

    /** @param message names what is wrong and says what would be right; repeats nothing of the request */
    BadRequestException(int status, String message) {
        super(message, null, false, false);
        this.status = status;
    }

    static BadRequestException malformed(String message) {
        return new BadRequestException(400, message);
    }

    /** Of HTTP. */
    public int status() {
        return status;
    }
}
