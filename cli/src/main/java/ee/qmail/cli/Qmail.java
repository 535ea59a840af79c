package ee.qmail.cli;

import ee.qmail.cli.api.ApiException;
import ee.qmail.cli.application.AppCommands;
import ee.qmail.cli.moving.ImportCommand;
import ee.qmail.cli.tls.TlsCommands;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/** The command line. */
@Command(
        name = "qmail",
        description = "The tools of qmail and vpopmail, for a server that runs.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "Exit codes: 0 done, 100 it cannot be done, 111 try again later."},
        subcommands = {
            QueueCommands.Qstat.class,
            QueueCommands.Qread.class,
            QueueCommands.Retry.class,
            QueueCommands.Giveup.class,
            QueueCommands.Dead.class,
            QueueCommands.Tcpto.class,
            QueueCommands.Tcpok.class,
            QueueCommands.Local.class,
            QueueCommands.Beans.class,
            ServerCommands.Svstat.class,
            ServerCommands.Svc.class,
            ServerCommands.Showctl.class,
            AccountCommands.Vadddomain.class,
            AccountCommands.Vdeldomain.class,
            AccountCommands.Vdominfo.class,
            AccountCommands.Vadduser.class,
            AccountCommands.Vpasswd.class,
            AccountCommands.Vsetuserquota.class,
            AccountCommands.Vdeluser.class,
            AccountCommands.Vuserinfo.class,
            AccountCommands.Valias.class,
            UserCommands.class,
            ThrottleCommands.class,
            AppCommands.class,
            TlsCommands.class,
            ImportCommand.class,
            HelpCommand.class
        })
public final class Qmail {
    private Qmail() {}

    public static void main(String[] arguments) {
        System.exit(execute(new PrintWriter(System.out), new PrintWriter(System.err), arguments));
    }

    /** @return exit code */
    static int execute(PrintWriter out, PrintWriter err, String... arguments) {
        int exitCode = new CommandLine(new Qmail())
                .setOut(out)
                .setErr(err)
                .setExecutionExceptionHandler((e, command, parsed) -> failed(e, command))
                .setParameterExceptionHandler((e, given) -> misused(e))
                .execute(arguments);
        out.flush();
        err.flush();
        return exitCode;
    }

    private static int failed(Exception e, CommandLine command) throws Exception {
        if (!(e instanceof ApiException failure)) {
            throw e;
        }
        command.getErr().println(command.getCommandSpec().qualifiedName() + ": " + failure.getMessage());
        return failure.exitCode();
    }

    private static int misused(CommandLine.ParameterException e) {
        CommandLine command = e.getCommandLine();
        command.getErr().println("qmail: " + e.getMessage());
        if (isOptionBeforeCommand(e)) {
            command.getErr().println("qmail: options stand behind the command: qmail COMMAND --option value");
        } else {
            command.usage(command.getErr());
        }
        return ApiException.PERMANENT;
    }

    /** Such as {@code qmail --json app list}: all the commands would not help. */
    private static boolean isOptionBeforeCommand(CommandLine.ParameterException e) {
        return e instanceof CommandLine.UnmatchedArgumentException unmatched
                && unmatched.isUnknownOption()
                && !e.getCommandLine().getSubcommands().isEmpty();
    }
}
