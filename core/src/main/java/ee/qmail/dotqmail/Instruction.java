package ee.qmail.dotqmail;

import java.util.Optional;

/** One line of a {@code .qmail} file that says what to do with the mail (DQ-5). */
public sealed interface Instruction {
    /** Counted from 1. */
    int line();

    /** The file or directory that it writes to, relative to the home directory. */
    Optional<String> place();

    /** Calls the visitor's method for this kind. */
    <T, E extends Exception, F extends Exception> T accept(Visitor<T, E, F> visitor) throws E, F;

    /** Something that is done with each kind of instruction in its own way, and may fail in two. */
    interface Visitor<T, E extends Exception, F extends Exception> {
        T program(Program program) throws E, F;

        T maildir(Maildir maildir) throws E, F;

        T mbox(Mbox mbox) throws E, F;

        T forward(Forward forward) throws E, F;

        T forwardOnly(ForwardOnly forwardOnly) throws E, F;
    }

    /** Hand it to a program. */
    record Program(int line, String command) implements Instruction {
        @Override
        public Optional<String> place() {
            return Optional.empty();
        }

        @Override
        public <T, E extends Exception, F extends Exception> T accept(Visitor<T, E, F> visitor) throws E, F {
            return visitor.program(this);
        }
    }

    /** Deliver it into a Maildir; relative to the home directory. */
    record Maildir(int line, String path) implements Instruction {
        @Override
        public Optional<String> place() {
            return Optional.of(path);
        }

        @Override
        public <T, E extends Exception, F extends Exception> T accept(Visitor<T, E, F> visitor) throws E, F {
            return visitor.maildir(this);
        }
    }

    /** Append it to an mbox; relative to the home directory. */
    record Mbox(int line, String path) implements Instruction {
        @Override
        public Optional<String> place() {
            return Optional.of(path);
        }

        @Override
        public <T, E extends Exception, F extends Exception> T accept(Visitor<T, E, F> visitor) throws E, F {
            return visitor.mbox(this);
        }
    }

    /** Send it on to a {@link ee.qmail.routing.ForwardTarget}. */
    record Forward(int line, String target) implements Instruction {
        @Override
        public Optional<String> place() {
            return Optional.empty();
        }

        @Override
        public <T, E extends Exception, F extends Exception> T accept(Visitor<T, E, F> visitor) throws E, F {
            return visitor.forward(this);
        }
    }

    /** From here on nothing but forwards ({@code +list}). */
    record ForwardOnly(int line) implements Instruction {
        @Override
        public Optional<String> place() {
            return Optional.empty();
        }

        @Override
        public <T, E extends Exception, F extends Exception> T accept(Visitor<T, E, F> visitor) throws E, F {
            return visitor.forwardOnly(this);
        }
    }
}
