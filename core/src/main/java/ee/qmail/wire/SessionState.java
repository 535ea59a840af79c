package ee.qmail.wire;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * A state of a {@link CommandSession} and its rules, as data: what it takes, which verbs are out of order in it, and where it leads.
 *
 * @param <S> the states of a protocol
 * @param <V> its verbs
 */
public interface SessionState<S, V> {
    /** What a state makes of the octets of a client. */
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

    /** The reply to verbs that are out of order here. */
    Map<V, Reply> refuses();

    /** Where a verb leads that is neither out of order nor refused for its argument. */
    S after(V verb);

    /** Where else the state leads: by {@code open}, an answer, the end of a text. Errors and time-outs end the connection in any state. */
    Set<S> leadsTo();

    /** One reply to several verbs, for {@link #refuses}. */
    @SafeVarargs
    static <V> Map<V, Reply> all(Reply reply, V... verbs) {
        Map<V, Reply> replies = new HashMap<>();
        for (V verb : verbs) {
            replies.put(verb, reply);
        }
        return replies;
    }
}
