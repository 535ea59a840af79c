package ee.qmail.http;

/**
 * The head of a request, as far as it is about the request itself.
 *
 * @param target as sent: a path with its query, or {@code *}
 * @param contentLength octets of the body; 0 if there is none, -1 if it comes in chunks
 * @param expectsContinue whether the client waits for {@code 100 Continue} before it sends the body
 */
public record RequestHead(String method, String target, long contentLength, boolean expectsContinue) {
    /** Length of a body whose end is known only when it is there. */
    static final long CHUNKED = -1;

    public boolean isChunked() {
        return contentLength == CHUNKED;
    }
}
