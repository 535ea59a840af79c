package ee.qmail.httpd;

import ee.qmail.http.BadRequestException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Answers without the server behind. They repeat nothing of the request. */
final class Refusal {
    private static final Map<Integer, String> REASONS = Map.of(
            400, "Bad Request",
            414, "URI Too Long",
            417, "Expectation Failed",
            431, "Request Header Fields Too Large",
            501, "Not Implemented",
            503, "Service Unavailable",
            505, "HTTP Version Not Supported");

    private Refusal() {}

    static byte[] of(BadRequestException reason) {
        return answer(reason.status(), "", reason.getMessage());
    }

    static byte[] busy() {
        return answer(503, "Retry-After: 5\r\n", "The server has too much to do; try again in 5 seconds");
    }

    static byte[] starting() {
        return answer(503, "Retry-After: 5\r\n", "The server is starting; try again in 5 seconds");
    }

    private static byte[] answer(int status, String fields, String text) {
        String body = text + "\n";
        return octets("HTTP/1.1 " + status + " " + REASONS.get(status) + "\r\n"
                + "Content-Type: text/plain;charset=US-ASCII\r\n"
                + "Content-Length: " + body.length() + "\r\n"
                + "Cache-Control: no-store\r\n"
                + "X-Content-Type-Options: nosniff\r\n"
                + fields
                + "Connection: close\r\n\r\n"
                + body);
    }

    static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
