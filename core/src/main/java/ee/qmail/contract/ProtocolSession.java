package ee.qmail.contract;

import java.nio.ByteBuffer;

/**
 * A protocol engine without socket, thread or clock: octets and events in, replies and questions out through a shell.
 * Calls never overlap; they may come from different threads one after the other.
 */
public interface ProtocolSession {
    /** The connection is there: greet. */
    void open();

    /**
     * Takes what it can of the octets. Takes nothing while {@link #isWaiting} or {@link #isClosed}; what is left in
     * the buffer is offered again after the answer.
     */
    void input(ByteBuffer octets);

    /** Tells whether a question to the shell is unanswered. */
    boolean isWaiting();

    boolean isClosed();

    /** The client has been silent for too long. */
    void timedOut();

    /** The service stops. */
    void shutDown();

    /** An administrator ends the connection. */
    void dismiss();

    /** What it is about. May be asked by any thread. */
    Activity activity();

    /** Messages that it has taken from the client, or was asked to send. May be asked by any thread. */
    long messages();

    /** The client is gone. */
    void disconnected();
}
