package ee.qmail.dotqmail;

import ee.qmail.address.AddressRules;
import ee.qmail.home.PlainText;
import ee.qmail.routing.ForwardTarget;
import ee.qmail.text.Characters;
import ee.qmail.text.Sentence;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The instructions of a {@code .qmail} file, in their order (DQ-5). Immutable.
 *
 * @param instructions none if the file has only comments: the mail is thrown away
 */
public record DotQmail(List<Instruction> instructions) {
    public DotQmail {
        instructions = List.copyOf(instructions);
    }

    /** Something in the file that has no meaning; mail for its address has to wait. The message names the line. */
    public static final class SyntaxException extends Exception {
        private static final long serialVersionUID = 1L;

        /** Characters of the line. */
        private static final int MAX_SHOWN = 200;

        SyntaxException(int line, String text, String wanted) {
            super("line " + line + ": '" + text.substring(0, Math.min(text.length(), MAX_SHOWN)) + "': " + wanted);
        }
    }

    /**
     * @param text of a file that is not empty; an empty one stands for the default delivery (DQ-4). What {@link PlainText} leaves
     *     out does not count
     * @throws SyntaxException if a line makes no sense, or the first one is empty
     */
    public static DotQmail parse(String text) throws SyntaxException {
        List<Instruction> instructions = new ArrayList<>();
        int number = 0;
        for (String raw : PlainText.of(text).text().split("\n", -1)) {
            number++;
            String line = withoutTrailingBlanks(raw);
            if (line.isEmpty()) {
                if (number == 1) {
                    throw new SyntaxException(1, raw, "the first line must not be empty; # begins a comment");
                }
                continue;
            }
            add(number, line, instructions);
        }
        return new DotQmail(instructions);
    }

    private static void add(int number, String line, List<Instruction> instructions) throws SyntaxException {
        String rest = line.substring(1);
        switch (line.charAt(0)) {
            case '#' -> {}
            case '|' -> instructions.add(new Instruction.Program(number, program(number, line, rest)));
            case '/', '.' ->
                instructions.add(
                        line.endsWith("/")
                                ? new Instruction.Maildir(number, line)
                                : new Instruction.Mbox(number, line));
            case '+' -> {
                if (rest.equals("list")) {
                    instructions.add(new Instruction.ForwardOnly(number));
                }
            }
            case '&' -> instructions.add(new Instruction.Forward(number, target(number, line, rest)));
            default -> instructions.add(new Instruction.Forward(number, target(number, line, line)));
        }
    }

    private static String program(int number, String line, String command) throws SyntaxException {
        if (command.isBlank()) {
            throw new SyntaxException(number, line, "after | must come a command");
        }
        return command.strip();
    }

    private static String target(int number, String line, String target) throws SyntaxException {
        if (target.isEmpty() || Characters.any(target, c -> c <= ' ' || c == 127)) {
            throw new SyntaxException(number, line, "must be one address to a line, such as &ana@example.org");
        }
        ForwardTarget parsed = ForwardTarget.of(target);
        Optional<AddressRules.Problem> wrong = parsed.address().flatMap(AddressRules::ofRecipient);
        if (wrong.isPresent()) {
            throw new SyntaxException(
                    number, AddressRules.shown(line), wrong.get().wanted());
        }
        Optional<Sentence> wanted = parsed.problem();
        if (wanted.isPresent()) {
            throw new SyntaxException(number, line, wanted.get().toString());
        }
        return target;
    }

    private static String withoutTrailingBlanks(String line) {
        int end = line.length();
        while (end > 0 && (line.charAt(end - 1) == ' ' || line.charAt(end - 1) == '\t')) {
            end--;
        }
        return line.substring(0, end);
    }
}
