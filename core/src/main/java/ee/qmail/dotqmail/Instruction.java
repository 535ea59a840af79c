package ee.qmail.dotqmail;

/** One line of a {@code .qmail} file that says what to do with the mail (DQ-5). */
public sealed interface Instruction {
    /** Counted from 1. */
    int line();

    /** Hand it to a program. */
    record Program(int line, String command) implements Instruction {}

    /** Deliver it into a Maildir; relative to the home directory. */
    record Maildir(int line, String path) implements Instruction {}

    /** Append it to an mbox; relative to the home directory. */
    record Mbox(int line, String path) implements Instruction {}

    /** Send it on: to an address, or to a {@link ee.qmail.queue.JmsTarget}. */
    record Forward(int line, String target) implements Instruction {}

    /** From here on nothing but forwards ({@code +list}). */
    record ForwardOnly(int line) implements Instruction {}
}
