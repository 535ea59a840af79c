package ee.qmail.cli;

import ee.qmail.cli.api.ApiException;
import ee.qmail.inject.InjectOptions.From;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.time.Clock;
import java.util.Map;

/** bin/qmail-inject (IN-1, IN-2). */
public final class QmailInject {
    private static final String USAGE =
            "qmail-inject: usage: qmail-inject [-a] [-h] [-A] [-H] [-n] [-N] [-f sender] [recipient ...] < message";

    private static final String HELP = """
            qmail-inject: leaves the message on standard input for the server of QMAIL_HOME.
            usage: qmail-inject [-a] [-h] [-A] [-H] [-n] [-N] [-f sender] [recipient ...] < message
            -a recipients are the arguments; -h those of the header; -H both; -A the arguments, and without any the header.
            -n prints the message instead; -N leaves it.
            Exit codes: 0 safe, 100 it can never be sent, 111 try again later.""";

    private QmailInject() {}

    public static void main(String[] arguments) {
        System.exit(run(System.in, System.out, System.err, System.getenv(), Clock.systemUTC(), arguments));
    }

    /** @return exit code: 0, 100 for misuse or a sender field that makes no sense, 111 for trouble that may end */
    static int run(
            InputStream in,
            OutputStream out,
            PrintStream err,
            Map<String, String> environment,
            Clock clock,
            String... arguments) {
        if (arguments.length == 1 && Asked.isIn(arguments[0])) {
            new PrintStream(out, true).println(Asked.answer(arguments[0], HELP));
            return 0;
        }
        try {
            From from = From.ARGUMENTS_ELSE_HEADER;
            String sender = null;
            boolean print = false;
            Flags flags = Flags.parse(arguments, "f");
            for (Flags.Flag flag : flags.flags()) {
                switch (flag.letter()) {
                    case 'a' -> from = From.ARGUMENTS;
                    case 'h' -> from = From.HEADER;
                    case 'A' -> from = From.ARGUMENTS_ELSE_HEADER;
                    case 'H' -> from = From.BOTH;
                    case 'n' -> print = true;
                    case 'N' -> print = false;
                    case 'f' -> sender = flag.value();
                    default -> {
                        err.println(USAGE);
                        return ApiException.PERMANENT;
                    }
                }
            }
            new Injection(environment, clock).inject(in, out, from, sender, flags.rest(), print);
            return 0;
        } catch (ApiException e) {
            err.println("qmail-inject: fatal: " + e.getMessage());
            return e.exitCode();
        }
    }
}
