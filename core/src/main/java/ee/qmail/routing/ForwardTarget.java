package ee.qmail.routing;

import java.util.function.Function;

/**
 * What mail can be sent on to by an alias, a line of a {@code .qmail} file or a program. It is told apart here by how its text begins; the
 * text may be wrong.
 */
public sealed interface ForwardTarget {
    static ForwardTarget of(String text) {
        return JmsTarget.isMeant(text) ? new Application(text) : new Address(text);
    }

    /** As it was written. */
    String text();

    /** The value of the function for this kind. */
    <T> T map(Function<String, ? extends T> address, Function<String, ? extends T> application);

    /** Somebody's address. */
    record Address(String text) implements ForwardTarget {
        @Override
        public <T> T map(Function<String, ? extends T> address, Function<String, ? extends T> application) {
            return address.apply(text);
        }
    }

    /** A queue or topic of an application, which {@link JmsTarget#parse} understands. */
    record Application(String text) implements ForwardTarget {
        @Override
        public <T> T map(Function<String, ? extends T> address, Function<String, ? extends T> application) {
            return application.apply(text);
        }
    }
}
