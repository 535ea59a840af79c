package ee.qmail.cli;

import ee.qmail.cli.api.ApiException;
import ee.qmail.cli.api.GlobalOptions;
import java.io.InputStream;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IExecutionStrategy;
import picocli.CommandLine.IExitCodeExceptionMapper;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;

/** The command line. */
@Command(
        name = "qmail",
        description = "The tools of qmail and vpopmail, for a server that runs.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Options stand before or behind the command. qmail COMMAND --help tells what a command takes.",
            "Exit codes: 0 done, 100 it cannot be done, 111 try again later."
        })
public final class Qmail {
    static {
        // no option is a date, whose classes it would load
        System.setProperty("picocli.converters.excludes", "java.sql.*,java.time.*");
    }

    public static void main(String[] arguments) {
        System.exit(execute(System.in, new PrintWriter(System.out), new PrintWriter(System.err), arguments));
    }

    /**
     * @param in standard input, for commands that read it
     * @return exit code
     */
    static int execute(InputStream in, PrintWriter out, PrintWriter err, String... arguments) {
        GlobalOptions options = new GlobalOptions(in);
        Handlers handlers = new Handlers(options);
        int exitCode = Commands.calledBy(options, arguments)
                .setExpandAtFiles(false) // @example.org is a domain here
                .setOut(out)
                .setErr(err)
                .setExecutionStrategy(handlers)
                .setExecutionExceptionHandler(handlers)
                .setExitCodeExceptionMapper(handlers)
                .setParameterExceptionHandler(handlers)
                .execute(arguments);
        out.flush();
        err.flush();
        return exitCode;
    }

    /** As the manifest of the archive has it that this class is in. */
    static String version() {
        String version = Qmail.class.getPackage().getImplementationVersion();
        return version == null ? "qmail EE" : "qmail EE " + version;
    }

    /** No lambdas: the JVM's archive of classes takes none of interfaces that are compiled for Java 5. */
    private record Handlers(GlobalOptions options)
            implements IExecutionStrategy,
                    IExecutionExceptionHandler,
                    IExitCodeExceptionMapper,
                    IParameterExceptionHandler {
        @Override
        public int execute(ParseResult parsed) {
            if (options.isVersionAsked()) {
                parsed.commandSpec().commandLine().getOut().println(version());
                return 0;
            }
            return new RunLast().execute(parsed);
        }

        @Override
        public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed) throws Exception {
            if (!(e instanceof ApiException failure)) {
                throw e;
            }
            command.getErr().println(command.getCommandSpec().qualifiedName() + ": " + failure.getMessage());
            return failure.exitCode();
        }

        /** Nobody knows what it is, so it may pass. */
        @Override
        public int getExitCode(Throwable unexpected) {
            return ApiException.TEMPORARY;
        }

        @Override
        public int handleParseException(ParameterException misuse, String[] arguments) {
            return Misuse.tell(misuse);
        }
    }
}
