package ee.qmail.cli.application;

import ee.qmail.cli.api.ApiException;
import ee.qmail.cli.api.GlobalOptions;
import ee.qmail.cli.api.HomeOwner;
import ee.qmail.home.QmailHome;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command for applications, which are files in the home of a server. */
abstract class AppCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    abstract void run(RunningServer server) throws ApiException;

    @Override
    public final Integer call() throws ApiException {
        QmailHome own = options().home();
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

    final GlobalOptions options() {
        return GlobalOptions.of(spec);
    }

    final PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
