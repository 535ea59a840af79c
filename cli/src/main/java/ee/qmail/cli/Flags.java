package ee.qmail.cli;

import ee.qmail.cli.api.ApiException;
import java.util.ArrayList;
import java.util.List;

/**
 * Arguments in the way of {@code getopt}: flags of one letter, one behind the other, some with a value that follows at once or is
 * the next argument; {@code --} or the first argument that is no flag ends them.
 */
final class Flags {
    /** @param value null or empty for one without */
    record Flag(char letter, String value) {}

    private final List<Flag> flags = new ArrayList<>();
    private final List<String> rest = new ArrayList<>();

    /**
     * @param withValue letters that have a value
     * @throws ApiException if a value is missing
     */
    static Flags parse(String[] arguments, String withValue) throws ApiException {
        return parse(arguments, withValue, "");
    }

    /** @param withOwnValue letters that may have a value, which is the rest of their argument and never the next one */
    static Flags parse(String[] arguments, String withValue, String withOwnValue) throws ApiException {
        Flags parsed = new Flags();
        int next = 0;
        while (next < arguments.length && arguments[next].startsWith("-") && arguments[next].length() > 1) {
            String argument = arguments[next++];
            if (argument.equals("--")) {
                break;
            }
            int letter = 1;
            while (letter < argument.length() && (withValue + withOwnValue).indexOf(argument.charAt(letter)) < 0) {
                parsed.flags.add(new Flag(argument.charAt(letter++), null));
            }
            if (letter < argument.length()) {
                String value = argument.substring(letter + 1);
                if (value.isEmpty() && withOwnValue.indexOf(argument.charAt(letter)) < 0) {
                    if (next == arguments.length) {
                        throw new ApiException(
                                ApiException.PERMANENT, "-" + argument.charAt(letter) + " must be followed by a value");
                    }
                    value = arguments[next++];
                }
                parsed.flags.add(new Flag(argument.charAt(letter), value));
            }
        }
        for (; next < arguments.length; next++) {
            parsed.rest.add(arguments[next]);
        }
        return parsed;
    }

    List<Flag> flags() {
        return flags;
    }

    List<String> rest() {
        return rest;
    }
}
