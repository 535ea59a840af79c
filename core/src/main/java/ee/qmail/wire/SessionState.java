package ee.qmail.wire;

import ee.qmail.contract.Activity;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * A state of a {@link CommandSession} with its rules, as data: the input that it takes, the verbs that are out of order in
 * it, and the states that may follow.
 *
 * @param <S> the states of a protocol
 * @param <V> its verbs
 */
public interface SessionState<S, V extends Enum<V>> {
    /** The use of a client's octets. */
    enum Takes {
        /** Nothing: the client has not been greeted. */
        NOTHING,
        /** Command lines. */
        COMMANDS,
        /** Text that is no command. */
        TEXT,
        /** Nothing until the shell has answered a question. */
        AN_ANSWER,
        /** Nothing any more. */
        NOTHING_MORE
    }

    Takes takes();

    /** For those who look at a connection from outside. */
    Activity activity();

    /** The reply to verbs that are out of order here. */
    Map<V, Reply> refuses();

    /** The next state after a verb that is neither out of order nor refused for its argument. */
    S after(V verb);

    /**
     * The next states after {@code open}, an answer or the end of a text. Errors and time-outs end the connection in any
     * state.
     */
    Set<S> leadsTo();

    /** One reply to several verbs, for {@link #refuses}. */
    static <V extends Enum<V>> Map<V, Reply> all(Reply reply, Set<V> verbs) {
        Map<V, Reply> replies = new HashMap<>();
        verbs.forEach(verb -> replies.put(verb, reply));
        return replies;
    }
}
