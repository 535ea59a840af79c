package ee.qmail.acme;

import java.io.IOException;

/** A way in which this server shows an authority that a name is its own (RFC 8555 8). */
interface Proof {
    /** The name of the challenge in the protocol. */
    String type();

    /** Shows it, from when this returns on. */
    void add(Question question) throws IOException;

    /** Shows it no more. */
    void remove(Question question) throws IOException;

    /**
     * A challenge of the authority.
     *
     * @param name that is to be proved, without {@code *.}
     * @param token that the authority has made up
     * @param answer the key authorization (RFC 8555 8.1)
     */
    record Question(String name, String token, String answer) {}
}
