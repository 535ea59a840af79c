package ee.qmail.dotqmail;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A command taken apart as a shell would, without a shell: quotes, backslashes and variables mean what they mean there, but the
 * value of a variable is never taken apart again, and what only a shell can do is refused. So nothing that a sender puts
 * into an address becomes a command.
 */
public final class CommandWords {
    private static final String NEED_A_SHELL = ";&|<>()`{}*?[]~!\n";

    /** Characters of all words together; the kernel takes not many more. */
    private static final int LONGEST = 100_000;

    private final String command;
    private final Map<String, String> variables;
    private final List<String> words = new ArrayList<>();
    private final StringBuilder word = new StringBuilder();
    private boolean inWord;
    private int next;
    private int ended;

    private CommandWords(String command, Map<String, String> variables) {
        this.command = command;
        this.variables = variables;
    }

    /**
     * @param variables one that is not among them is empty
     * @throws IllegalArgumentException that says what only a shell could do
     */
    public static List<String> of(String command, Map<String, String> variables) {
        return new CommandWords(command, variables).words();
    }

    private List<String> words() {
        while (next < command.length()) {
            char c = command.charAt(next++);
            if (ended + word.length() > LONGEST) {
                throw tooLong();
            }
            if (c == ' ' || c == '\t') {
                endWord();
            } else if (c == '\'') {
                inWord = true;
                word.append(upTo('\''));
            } else if (c == '"') {
                inWord = true;
                doubleQuoted();
            } else if (c == '\\') {
                inWord = true;
                word.append(escaped());
            } else if (c == '$') {
                String value = variable();
                inWord |= !value.isEmpty();
                word.append(value);
            } else if (NEED_A_SHELL.indexOf(c) >= 0 || c == '#' && !inWord) {
                throw needsShell(c);
            } else {
                inWord = true;
                word.append(c);
            }
        }
        endWord();
        return words;
    }

    private void endWord() {
        if (inWord) {
            words.add(word.toString());
            ended += word.length();
        }
        word.setLength(0);
        inWord = false;
    }

    private String upTo(char quote) {
        int end = command.indexOf(quote, next);
        if (end < 0) {
            throw new IllegalArgumentException("a quote " + quote + " is not closed");
        }
        String text = command.substring(next, end);
        next = end + 1;
        return text;
    }

    private void doubleQuoted() {
        while (next < command.length()) {
            char c = command.charAt(next++);
            if (c == '"') {
                return;
            }
            if (ended + word.length() > LONGEST) {
                throw tooLong();
            }
            if (c == '`') {
                throw needsShell(c);
            }
            if (c == '$') {
                word.append(variable());
            } else if (c == '\\' && next < command.length() && "\\\"$`".indexOf(command.charAt(next)) >= 0) {
                word.append(command.charAt(next++));
            } else {
                word.append(c);
            }
        }
        throw new IllegalArgumentException("a quote \" is not closed");
    }

    private char escaped() {
        if (next == command.length()) {
            throw new IllegalArgumentException("nothing comes after the last \\");
        }
        return command.charAt(next++);
    }

    private String variable() {
        boolean braces = next < command.length() && command.charAt(next) == '{';
        int begin = braces ? next + 1 : next;
        int end = begin;
        while (end < command.length()
                && (command.charAt(end) == '_' || Character.isLetterOrDigit(command.charAt(end)))) {
            end++;
        }
        if (end == begin || braces && (end == command.length() || command.charAt(end) != '}')) {
            throw needsShell('$');
        }
        next = braces ? end + 1 : end;
        return variables.getOrDefault(command.substring(begin, end), "");
    }

    private static IllegalArgumentException tooLong() {
        return new IllegalArgumentException(
                "with its variables it must have at most " + LONGEST + " characters: write a script, and call that");
    }

    private static IllegalArgumentException needsShell(char c) {
        return new IllegalArgumentException(
                "'" + c + "' would need a shell, and there is none: write a script, allow it in"
                        + " control/allowedprograms, and call that");
    }
}
