package ee.qmail.micro;

import ee.qmail.home.Env;
import java.io.PrintStream;
import java.util.List;
import java.util.Set;

/** The command line of the server: it is told everything by settings. */
final class Usage {
    private static final String VERSION = "--version";
    private static final Set<String> ASKED = Set.of("--help", "-h", VERSION);

    private Usage() {}

    /** Tells whether no server is wanted, but this. */
    static boolean isAsked(String... arguments) {
        return arguments.length == 1 && ASKED.contains(arguments[0]);
    }

    /** @param question for which {@link #isAsked} says so */
    static void tell(PrintStream out, String question) {
        String version = Usage.class.getPackage().getImplementationVersion();
        out.println(version == null ? "qmail EE" : "qmail EE " + version);
        if (question.equals(VERSION)) {
            return;
        }
        out.println(
                "Runs the mail server in the foreground; TERM stops it cleanly. It takes no arguments but --help and"
                        + " --version. Its settings are variables of the environment, or system properties that go before them:");
        for (Env setting : Env.values()) {
            String fallback = setting.fallback().isEmpty() ? "" : "  (" + setting.fallback() + ")";
            out.printf("  %-24s -D%s=%s%n", setting, setting.property(), fallback);
        }
        out.println(
                "README.md, section Settings, tells what each means. Exit codes: 111 the server cannot start, 143 it was"
                        + " stopped by TERM, 3 it ran out of memory.");
    }

    /** An argument that nobody reads was meant to do something. */
    static List<String> faults(String... arguments) {
        return arguments.length == 0
                ? List.of()
                : List.of("'" + arguments[0] + "' is no argument: there are --help and --version; all else is told by"
                        + " settings");
    }
}
