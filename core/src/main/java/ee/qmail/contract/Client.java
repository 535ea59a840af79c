package ee.qmail.contract;

import java.io.Serializable;

/**
 * The other end of a connection, as far as it is known; its rights follow from this.
 *
 * @param door the one it came in by
 * @param tls null while the connection is in clear
 * @param identity null until its user has logged in
 */
public record Client(Peer peer, Door door, Tls tls, Identity identity) implements Serializable {
    /** Of a connection that has just been made. */
    public Client(Peer peer, Door door) {
        this(peer, door, null, null);
    }

    /** The same with TLS, which makes it a stranger again (RFC 3207 4.2). */
    public Client with(Tls session) {
        return new Client(peer, door, session, null);
    }

    /** The same after a log-in. */
    public Client with(Identity user) {
        return new Client(peer, door, tls, user);
    }

    public boolean isEncrypted() {
        return tls != null;
    }

    public boolean isLoggedIn() {
        return identity != null;
    }

    /** The address of the mailbox whose user has logged in; null if nobody has. */
    public String login() {
        return identity == null ? null : identity.address();
    }
}
