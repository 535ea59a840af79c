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
