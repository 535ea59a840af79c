package ee.qmail.proxy;

/** What has come is no header of a proxy. The message is for the log; the other side is told nothing (PROXY-1). */
final class MalformedProxyHeaderException extends Exception {
    private static final long serialVersionUID = 1;

    MalformedProxyHeaderException(String message) {
        super(message);
    }
}
