package ee.qmail.cli;

import ee.qmail.cli.api.ApiException;
import ee.qmail.inject.InjectOptions;
import ee.qmail.inject.InjectOptions.From;
import ee.qmail.message.DsnWishes;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;

/** bin/sendmail, for programs that know no other way to send (IN-13). */
public final class Sendmail {
    /** Flags of sendmail that have a value. */
    private static final String WITH_VALUE = "BCFbefhLNOopRrVX";
    /** Flags that may have one, which follows at once. */
    private static final String WITH_OWN_VALUE = "dq";
    /** {@code EX_USAGE}: what programs that call sendmail know as an option that makes no sense. */
    private static final int USAGE = 64;

    private static final String HELP = """
            sendmail: leaves the message on standard input for the server of QMAIL_HOME.
            usage: sendmail [-t] [-i] [-f sender] [-F name] [-N never|success,failure,delay] [-R full|hdrs] [-V envid] [recipient ...]
                   sendmail -bp    what waits in the queue
            Exit codes: 0 safe, 64 an option makes no sense, 100 it can never be sent, 111 try again later.""";

    private Sendmail() {}

    public static void main(String[] arguments) {
        System.exit(run(System.in, System.out, System.err, System.getenv(), Clock.systemUTC(), arguments));
    }

    /** @return exit code, as {@link QmailInject} has it; 64 for options that make no sense */
    static int run(
            InputStream in,
            OutputStream out,
            PrintStream err,
            Map<String, String> variables,
            Clock clock,
            String... arguments) {
        if (arguments.length == 1 && Asked.isIn(arguments[0])) {
            new PrintStream(out, true).println(Asked.answer(arguments[0], HELP));
            return 0;
        }
        try {
            Map<String, String> environment = new HashMap<>(variables);
            From from = From.ARGUMENTS;
            String sender = null;
            Flags flags = flags(arguments);
            for (Flags.Flag flag : flags.flags()) {
                switch (flag.letter()) {
                    case 't' -> from = From.BOTH;
                    case 'F' -> environment.put("MAILNAME", flag.value());
                    case 'f', 'r' -> {
                        sender = InjectOptions.bare(flag.value());
                        author(sender, environment);
                    }
                    case 'q' -> {
                        return 0; // the server looks after its queue itself
                    }
                    case 'b' -> {
                        if (!flag.value().equals("m")) {
                            return mode(flag.value(), out, err);
                        }
                    }
                    default -> {} // says how sendmail should do what is done here anyway
                }
            }
            new Injection(environment, clock, wishes(flags)).inject(in, out, from, sender, flags.rest(), false);
            return 0;
        } catch (ApiException e) {
            err.println("sendmail: fatal: " + e.getMessage());
            return e.exitCode();
        }
    }

    private static Flags flags(String... arguments) throws ApiException {
        try {
            return Flags.parse(arguments, WITH_VALUE, WITH_OWN_VALUE);
        } catch (ApiException e) {
            throw new ApiException(USAGE, e.getMessage(), e);
        }
    }

    /** {@code -N}, {@code -R} and {@code -V} (RFC 3461); of one that is given twice the last counts. */
    private static DsnWishes wishes(Flags flags) throws ApiException {
        try {
            DsnWishes wishes = DsnWishes.NONE;
            for (Flags.Flag flag : flags.flags()) {
                wishes = switch (flag.letter()) {
                    case 'N' -> wishes.withNotify("-N", flag.value());
                    case 'R' -> wishes.withRet("-R", flag.value());
                    case 'V' -> wishes.withEnvid("-V", flag.value());
                    default -> wishes;
                };
            }
            return wishes;
        } catch (IllegalArgumentException e) {
            throw new ApiException(USAGE, e.getMessage(), e);
        }
    }

    /** A sender of nothing names nobody: From is the user's then. */
    private static void author(String sender, Map<String, String> environment) {
        if (sender.isEmpty()) {
            return;
        }
        environment.remove("QMAILNAME");
        environment.remove("MAILNAME");
        environment.remove("NAME");
        int at = sender.lastIndexOf('@');
        environment.put("QMAILUSER", at < 0 ? sender : sender.substring(0, at));
        if (at >= 0) {
            environment.put("QMAILHOST", sender.substring(at + 1));
        }
    }

    private static int mode(String mode, OutputStream out, PrintStream err) {
        return switch (mode) {
            case "p" ->
                Qmail.execute(
                        InputStream.nullInputStream(), new PrintWriter(out, true), new PrintWriter(err, true), "qread");
            case "i" -> {
                err.println("sendmail: fatal: there is no alias file to be compiled: bin/qmail valias changes aliases");
                yield ApiException.PERMANENT;
            }
            default -> {
                err.println("sendmail: fatal: -b" + mode + " is not done here: speak SMTP to the server's port");
                yield ApiException.PERMANENT;
            }
        };
    }
}
