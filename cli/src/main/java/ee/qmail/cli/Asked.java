package ee.qmail.cli;

/** {@code --help} and {@code --version} of commands whose options are single letters. */
final class Asked {
    private static final String VERSION = "--version";

    private Asked() {}

    static boolean isIn(String argument) {
        return argument.equals("--help") || argument.equals(VERSION);
    }

    static String answer(String argument, String help) {
        return argument.equals(VERSION) ? Qmail.version() : help;
    }
}
