package ee.qmail.http;

import ee.qmail.text.Characters;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Reads the head of a request as RFC 9112 has it and no other way: whatever two readers might understand differently is refused
 * (section 11.2), so that all who read it after this one agree where the request ends and to which host it goes.
 */
final class HeadParser {
    private static final int MAX_FIELDS = 100;
    private static final int MAX_TARGET = 8_192;
    private static final Pattern HOST =
            Pattern.compile("([A-Za-z0-9._-]{1,255}|\\[[0-9A-Fa-f:.]{2,45}])(:[0-9]{0,5})?");
    private static final Pattern LENGTH = Pattern.compile("[0-9]{1,18}");
    private static final Pattern ABSOLUTE = Pattern.compile("(?i:https?)://([^/?#]*)(.*)");

    private final Map<String, List<String>> fields = new HashMap<>();
    private final String text;
    private int at;
    private int count;
    private boolean old;

    private HeadParser(String head) {
        text = head;
    }

    /** @param head one character for each octet, up to and with the empty line */
    static RequestHead parse(String head) throws BadRequestException {
        return new HeadParser(head).head();
    }

    private RequestHead head() throws BadRequestException {
        String[] words = line().split(" ", -1);
        if (words.length != 3 || !Octets.isToken(words[0])) {
            throw BadRequestException.malformed(
                    "request line: must be a method, a target and HTTP/1.1, a blank between");
        }
        version(words[2]);
        for (String line = line(); !line.isEmpty(); line = line()) {
            field(line);
        }
        String host = host();
        String target = target(words[0], words[1], host);
        return new RequestHead(words[0], target, bodyLength(), expectsContinue());
    }

    private String line() throws BadRequestException {
        int end = text.indexOf('\n', at);
        if (end <= at || text.charAt(end - 1) != '\r') {
            throw BadRequestException.malformed("line end: must be CR and LF");
        }
        String line = text.substring(at, end - 1);
        at = end + 1;
        if (!Characters.all(line, Octets::isFieldChar)) {
            throw BadRequestException.malformed("head: must not have control characters");
        }
        return line;
    }

    private void version(String version) throws BadRequestException {
        if (!version.equals("HTTP/1.1") && !version.equals("HTTP/1.0")) {
            throw version.matches("HTTP/[0-9]\\.[0-9]")
                    ? new BadRequestException(505, "version: must be HTTP/1.1 or HTTP/1.0")
                    : BadRequestException.malformed("version: must be HTTP/1.1 or HTTP/1.0");
        }
        old = version.equals("HTTP/1.0");
    }

    private void field(String line) throws BadRequestException {
        int colon = line.indexOf(':');
        // a line that begins with a blank goes on with the one before, and that is obsolete; so are blanks before the
        // colon
        if (colon < 1 || !Octets.isToken(line.substring(0, colon))) {
            throw BadRequestException.malformed("field: must be a name, a colon and a value in one line");
        }
        if (++count > MAX_FIELDS) {
            throw new BadRequestException(431, "head: must have at most " + MAX_FIELDS + " fields");
        }
        fields.computeIfAbsent(line.substring(0, colon).toLowerCase(Locale.ROOT), name -> new ArrayList<>(1))
                .add(line.substring(colon + 1).strip());
    }

    private List<String> values(String name) {
        return fields.getOrDefault(name, List.of());
    }

    private String host() throws BadRequestException {
        List<String> hosts = values("host");
        if (hosts.isEmpty() && old) {
            return null;
        }
        if (hosts.size() != 1 || !HOST.matcher(hosts.get(0)).matches()) {
            throw BadRequestException.malformed("Host: must be there once, a name or address, perhaps with a port");
        }
        return hosts.get(0);
    }

    private static String target(String method, String target, String host) throws BadRequestException {
        if (method.equals("CONNECT") || method.equals("TRACE")) {
            throw new BadRequestException(501, "method: is not done here");
        }
        if (target.length() > MAX_TARGET) {
            throw new BadRequestException(414, "target: must be at most " + MAX_TARGET + " octets");
        }
        if (!Characters.all(target, c -> c > ' ' && c < 127 && c != '#')) {
            throw BadRequestException.malformed("target: must be ASCII without blanks and without #");
        }
        var absolute = ABSOLUTE.matcher(target);
        if (absolute.matches()) {
            if (!absolute.group(1).equalsIgnoreCase(host)) {
                throw BadRequestException.malformed("Host: must be the same as in the target");
            }
            return absolute.group(2).startsWith("/") ? absolute.group(2) : "/" + absolute.group(2);
        }
        if (!target.startsWith("/") && !(target.equals("*") && method.equals("OPTIONS"))) {
            throw BadRequestException.malformed("target: must be a path");
        }
        return target;
    }

    private long bodyLength() throws BadRequestException {
        List<String> lengths = values("content-length");
        List<String> codings = values("transfer-encoding");
        if (!codings.isEmpty()) {
            if (old || !lengths.isEmpty()) {
                throw BadRequestException.malformed(
                        "Transfer-Encoding: must not stand beside Content-Length, nor in HTTP/1.0");
            }
            if (codings.size() != 1 || !codings.get(0).equalsIgnoreCase("chunked")) {
                throw new BadRequestException(501, "Transfer-Encoding: must be chunked");
            }
            return RequestHead.CHUNKED;
        }
        if (lengths.size() > 1
                || lengths.size() == 1 && !LENGTH.matcher(lengths.get(0)).matches()) {
            throw BadRequestException.malformed("Content-Length: must be there once, and a number");
        }
        return lengths.isEmpty() ? 0 : Long.parseLong(lengths.get(0));
    }

    private boolean expectsContinue() throws BadRequestException {
        List<String> expected = values("expect");
        if (!expected.isEmpty()
                && !expected.equals(List.of("100-continue"))
                && !expected.equals(List.of("100-Continue"))) {
            throw new BadRequestException(417, "Expect: must be 100-continue");
        }
        return !expected.isEmpty() && !old;
    }
}
