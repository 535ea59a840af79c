package ee.qmail.programs;

import ee.qmail.dotqmail.LocalEnvironment;
import ee.qmail.message.Body;
import ee.qmail.programs.Programs.Result;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The small programs that come with qmail for lines of {@code .qmail} files (DQ-15), done without a process: {@code forward},
 * {@code bouncesaying}, {@code condredirect}, {@code except}, {@code preline}. What they run in turn must be allowed.
 */
final class Helpers {
    /** Runs a program that is none of these. */
    @FunctionalInterface
    interface Runner {
        Result run(List<String> words, LocalEnvironment environment, Body body) throws IOException;
    }

    /** A program that a signal has ended has a code from here on. */
    private static final int KILLED = 128;

    private final LocalEnvironment environment;
    private final Runner programs;

    Helpers(LocalEnvironment environment, Runner programs) {
        this.environment = environment;
        this.programs = programs;
    }

    /** @throws IllegalArgumentException that says how the helper is used */
    Result run(List<String> words, Body body) throws IOException {
        if (words.isEmpty()) {
            throw new IllegalArgumentException("there is no program in it");
        }
        List<String> arguments = words.subList(1, words.size());
        return switch (words.get(0)) {
            case "forward" -> forward(arguments);
            case "bouncesaying" -> bouncesaying(arguments, body);
            case "condredirect" -> condredirect(arguments, body);
            case "except" -> except(arguments, body);
            case "preline" -> preline(arguments, body);
            default -> programs.run(words, environment, body);
        };
    }

    private static Result forward(List<String> addresses) {
        require(!addresses.isEmpty(), "forward address ...");
        return Result.of(Programs.OK, "", addresses);
    }

    /** Bounces if there is no program, or it says yes. */
    private Result bouncesaying(List<String> arguments, Body body) throws IOException {
        require(!arguments.isEmpty(), "bouncesaying text [program ...]");
        Result bounce = Result.of(Programs.FAILED, arguments.get(0));
        return arguments.size() == 1 ? bounce : ifYes(run(rest(arguments), body), bounce);
    }

    /** Sends on to the address, and reads the file no further, if the program says yes. */
    private Result condredirect(List<String> arguments, Body body) throws IOException {
        require(arguments.size() > 1, "condredirect address program ...");
        return ifYes(run(rest(arguments), body), Result.of(Programs.OK_AND_STOP, "", List.of(arguments.get(0))));
    }

    /** Turns yes and no round. */
    private Result except(List<String> arguments, Body body) throws IOException {
        require(!arguments.isEmpty(), "except program ...");
        return ifYes(run(arguments, body), Result.of(Programs.FAILED, ""));
    }

    /** A program that cannot tell leaves it open, one that says no lets the mail go on. */
    private static Result ifYes(Result told, Result yes) {
        if (told.exit() == Programs.OK) {
            return yes;
        }
        boolean cannotTell = told.exit() == Programs.TRY_AGAIN || told.exit() >= KILLED;
        return cannotTell ? told : Result.of(Programs.OK, "");
    }

    /** Puts the lines that qmail-local knows in front of the message; {@code -f}, {@code -r}, {@code -d} leave one of them out. */
    private Result preline(List<String> arguments, Body body) throws IOException {
        int next = 0;
        String without = "";
        while (next < arguments.size() && arguments.get(next).matches("-[dfr]+")) {
            without += arguments.get(next++);
        }
        require(next < arguments.size(), "preline [-d] [-f] [-r] program ...");
        String head = (without.contains("f") ? "" : environment.variables().get("UFLINE"))
                + (without.contains("r") ? "" : environment.returnPath())
                + (without.contains("d") ? "" : environment.deliveredTo());
        return run(
                arguments.subList(next, arguments.size()),
                new PrefixedBody(head.getBytes(StandardCharsets.UTF_8), body));
    }

    private static List<String> rest(List<String> arguments) {
        return arguments.subList(1, arguments.size());
    }

    private static void require(boolean right, String usage) {
        if (!right) {
            throw new IllegalArgumentException("must be " + usage);
        }
    }
}
