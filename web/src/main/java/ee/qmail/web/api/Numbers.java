package ee.qmail.web.api;

import ee.qmail.directory.InvalidInputException;

/** Numbers in paths and parameters of a request. */
final class Numbers {
    private Numbers() {}

    /**
     * How many are asked for: from 1.
     *
     * @param most the greatest that is right
     * @throws InvalidInputException 400, which tells what would be right
     */
    static int max(String text, int most) {
        return (int) number("max", text, 1, most, "a number from 1 to " + most);
    }

    /**
     * @param name of the parameter
     * @param least the smallest that is right
     * @param most the greatest that is right
     * @param wanted what would be right, in words
     * @throws InvalidInputException 400, with the name and what was given
     */
    static long number(String name, String text, long least, long most, String wanted) {
        try {
            long number = Long.parseLong(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new InvalidInputException(name, name + " '" + text + "': must be " + wanted);
        }
        throw new InvalidInputException(name, name + " '" + text + "': must be " + wanted);
    }
}
