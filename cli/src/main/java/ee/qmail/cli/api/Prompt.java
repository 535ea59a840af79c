package ee.qmail.cli.api;

import java.io.Console;

/** Asks somebody at a terminal. */
final class Prompt {
    private Prompt() {}

    /** Tells whether standard input and output are a terminal. */
    static boolean isPossible() {
        return System.console() != null;
    }

    /**
     * Reads a password without showing it.
     *
     * @param otherwise is the error where nobody can be asked
     */
    static String ask(String prompt, String otherwise) throws ApiException {
        Console console = System.console();
        char[] typed = console == null ? null : console.readPassword("%s", prompt);
        if (typed == null) {
            throw new ApiException(ApiException.PERMANENT, otherwise);
        }
        return new String(typed);
    }
}
