package ee.qmail.bench.peer;

import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Set;

/** A mail server that is measured: in a process of its own, on loopback, with all it writes in one directory. */
public interface Peer extends AutoCloseable {
    /** As on the command line. */
    String name();

    /** The guarantee of its answer 250, and the settings that are not its defaults. */
    String durability();

    Set<Ability> abilities();

    /** Tells whether it gets faster while it works, because a compiler works beside it. */
    default boolean isCompiledAtWork() {
        return false;
    }

    /** Starts it and waits until it answers. Throws {@link ee.qmail.bench.BenchException} with the end of its log. */
    void start();

    /** Makes the users, once it has started. */
    default void populate() {}

    /** Lets no password count as verified, for peers that can {@link Ability#FIRST_LOGIN}. */
    default void forgetLogins() {
        throw new UnsupportedOperationException(name() + " cannot be made to forget log-ins");
    }

    /** Its processes, all of them. */
    ProcessTree processes();

    /** Octets of objects that live in its Java heap, after a collection that this makes it do; 0 if it has none. */
    default long liveHeap() {
        return 0;
    }

    InetSocketAddress smtp();

    /** With TLS from the first octet, for peers that can {@link Ability#SMTPS}. */
    InetSocketAddress smtps();

    /** Tells whether {@link #smtps} is for those alone who log in: readers, as senders of their own. */
    default boolean isSmtpsForUsers() {
        return false;
    }

    InetSocketAddress pop3();

    /** With TLS from the first octet, for peers that can {@link Ability#POP3S}. */
    InetSocketAddress pop3s();

    MailStore mail();

    /** The Artemis broker into which applications put mail, for peers that can {@link Ability#JMS}. */
    default JmsAccess jms() {
        throw new UnsupportedOperationException(name() + " does not know JMS");
    }

    /**
     * Deploys {@link ee.qmail.bench.application.Sender} unless it is there, for peers that can {@link Ability#APPLICATION}.
     *
     * @return its address, with a slash at the end
     */
    default URI application() {
        throw new UnsupportedOperationException(name() + " has no applications");
    }

    /** Takes it away again. */
    default void withoutApplication() {}

    /**
     * Restarts it with so many messages in its store that wait for a later day, for peers that can {@link
     * Ability#DEFERRED}.
     */
    default void defer(int messages, int size) {
        throw new UnsupportedOperationException(name() + " cannot be given what waits");
    }

    /** Stops it; what it wrote is deleted. */
    @Override
    void close();
}
