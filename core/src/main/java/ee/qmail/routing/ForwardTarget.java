package ee.qmail.routing;

import ee.qmail.text.Sentence;
import java.util.Optional;
import java.util.function.Function;

/**
 * A place that an alias, a line of a {@code .qmail} file or a program sends mail on to. The kinds are told apart by the beginning of the text; the
 * text may be wrong.
 */
public sealed interface ForwardTarget {
    /** All forms, for messages and hints. */
    String FORMS = "an address with its domain as in ana@example.org, or jms:queue:NAME, or jms:topic:NAME";

    static ForwardTarget of(String text) {
        return JmsTarget.isMeant(text) ? new Application(text) : new Address(text);
    }

    /** As it was written. */
    String text();

    /** Says what would be right; empty if the text is right, and for an address, whose rules depend on where it stands. */
    Optional<Sentence> problem();

    /** The text of an address; empty for every other kind. */
    default Optional<String> address() {
        return Optional.empty();
    }

    /** The value of the function for this kind. */
    <T> T map(Function<String, ? extends T> address, Function<String, ? extends T> application);

    /** Somebody's address. */
    record Address(String text) implements ForwardTarget {
        @Override
        public Optional<Sentence> problem() {
            return Optional.empty();
        }

        @Override
        public Optional<String> address() {
            return Optional.of(text);
        }

        @Override
        public <T> T map(Function<String, ? extends T> address, Function<String, ? extends T> application) {
            return address.apply(text);
        }
    }

    /** A queue or topic of an application, which {@link JmsTarget#parse} understands. */
    record Application(String text) implements ForwardTarget {
        @Override
        public Optional<Sentence> problem() {
            return JmsTarget.problem(text);
        }

        @Override
        public <T> T map(Function<String, ? extends T> address, Function<String, ? extends T> application) {
            return application.apply(text);
        }
    }
}
