package ee.qmail.cli.application;

import ee.qmail.cli.api.ApiException;
import ee.qmail.cli.api.HomeOwner;
import ee.qmail.home.QmailHome;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Options of all commands for applications. */
abstract class AppCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--home",
            paramLabel = "DIR",
            defaultValue = "${env:QMAIL_HOME:-var}",
            description = "home of the server (QMAIL_HOME, ${DEFAULT-VALUE})")
    private Path home;

    @Option(names = "--help", usageHelp = true, description = "tells this")
    private boolean help;

    abstract void run(RunningServer server) throws ApiException;

    @Override
    public final Integer call() throws ApiException {
        QmailHome own = new QmailHome(home);
        if (!Files.isDirectory(own.control())) {
            throw new ApiException(
                    ApiException.PERMANENT,
                    own.root() + " is not the home of a server: QMAIL_HOME or --home must tell where it is");
        }
        HomeOwner.require(own.control());
        run(new RunningServer(own, spec.commandLine().getErr()));
        out().flush();
        return 0;
    }

    final PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
