package ee.qmail.http;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The requests of one connection, gathered until there is something to be done: a request whose body is small is handed on
 * whole, so that nobody waits for a slow client; a larger one when its head is there, and its body as it comes. Keeps at
 * most {@value #MAX_HEAD} octets of head and {@value #MAX_GATHERED} of body. Not safe for use by several threads.
 */
public final class RequestReader {
    /** Octets of a head. */
    public static final int MAX_HEAD = 16_384;
    /** Octets of a body that is awaited. */
    public static final int MAX_GATHERED = 32_768;

    /** The parts of a request that may be there. */
    public enum State {
        /** Nothing of a request. */
        IDLE,
        /** A part of a head. */
        HEAD,
        /** A head and a part of a small body. */
        BODY,
        /** A head whose body is large or not known in its length, and comes as it is read. */
        STREAM,
        /** A whole request. */
        WHOLE
    }

    private static final byte[] NONE = {};
    private static final Pattern UPGRADE = Pattern.compile("(?i)\r\nUpgrade:");
    /** As long as the name in whose place it is put. */
    private static final byte[] IGNORED = "Ignored".getBytes(StandardCharsets.US_ASCII);

    private byte[] gathered = NONE;
    private int size;
    private State state = State.IDLE;
    private RequestHead head;
    private BodyScanner body;
    private byte[] rest = NONE;

    public State state() {
        return state;
    }

    /** Of the request that is being read; null while its head is not complete. */
    public RequestHead head() {
        return head;
    }

    /**
     * Takes what came in.
     *
     * @return what is there now; with {@link State#STREAM} and {@link State#WHOLE} there is something to {@link #take}
     * @throws BadRequestException if this cannot become a request; the connection must end then
     */
    public State read(byte[] octets) throws BadRequestException {
        if (state == State.WHOLE) {
            throw new IllegalStateException("the request before is not done");
        }
        int used = 0;
        while (head == null && used < octets.length) {
            headOctet(octets[used++]);
        }
        if (head != null) {
            int inBody = body.scan(octets, used, octets.length);
            append(octets, used, inBody);
            rest = Arrays.copyOfRange(octets, used + inBody, octets.length);
            state = next();
        }
        return state;
    }

    private void headOctet(byte octet) throws BadRequestException {
        boolean leadingLineEnd = size == 0 && (octet == '\r' || octet == '\n');
        if (leadingLineEnd) {
            return;
        }
        if (size == MAX_HEAD) {
            throw new BadRequestException(431, "head: must be at most " + MAX_HEAD + " octets");
        }
        state = State.HEAD;
        makeRoom(1);
        gathered[size++] = octet;
        if (octet == '\n' && isHeadComplete()) {
            String text = new String(gathered, 0, size, StandardCharsets.ISO_8859_1);
            head = HeadParser.parse(text);
            body = new BodyScanner(head);
            ignoreUpgrade(text);
        }
    }

    /**
     * A server need not do what {@code Upgrade} asks for (RFC 9110 section 7.8). The one behind would take the body of such a request for
     * endless, and what came then would be no requests.
     */
    private void ignoreUpgrade(String text) {
        Matcher field = UPGRADE.matcher(text);
        while (field.find()) {
            System.arraycopy(IGNORED, 0, gathered, field.start() + "\r\n".length(), IGNORED.length);
        }
    }

    /** A line feed alone ends it too, and is refused by the parser: who sends one waits for an answer. */
    private boolean isHeadComplete() {
        int before = size - 2;
        if (before >= 0 && gathered[before] == '\r') {
            before--;
        }
        return before >= 0 && gathered[before] == '\n';
    }

    private State next() {
        if (state == State.STREAM) {
            return body.isComplete() ? State.WHOLE : State.STREAM;
        }
        if (body.isComplete()) {
            return State.WHOLE;
        }
        boolean large = head.contentLength() > MAX_GATHERED || size > MAX_GATHERED;
        return large ? State.STREAM : State.BODY;
    }

    private void append(byte[] octets, int from, int length) {
        makeRoom(length);
        System.arraycopy(octets, from, gathered, size, length);
        size += length;
    }

    private void makeRoom(int more) {
        if (size + more > gathered.length) {
            gathered = Arrays.copyOf(gathered, Math.max(size + more, Math.max(512, gathered.length * 2)));
        }
    }

    /** Returns the octets to be handed on; they are not kept here. */
    public byte[] take() {
        byte[] taken = Arrays.copyOf(gathered, size);
        gathered = NONE;
        size = 0;
        return taken;
    }

    /** After {@link State#WHOLE}: forgets the request. @return what has come of the next one, for {@link #read} */
    public byte[] finish() {
        byte[] next = rest;
        state = State.IDLE;
        head = null;
        body = null;
        rest = NONE;
        size = 0;
        gathered = NONE;
        return next;
    }
}
