package ee.qmail.cli.moving;

import ee.qmail.cli.api.Api;
import ee.qmail.cli.api.ApiCommand;
import ee.qmail.cli.api.ApiException;
import ee.qmail.cli.moving.Report.Fate;
import ee.qmail.control.QmailHome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code qmail import}. */
@Command(
        name = "import",
        description =
                "Moves in from a qmail and a vpopmail. Their files are only read; it may be run again, and takes what is new.",
        footer = {
            "",
            "The queue is taken when qmail-send has been stopped. Run it as the user of this server, on its machine."
        })
public final class ImportCommand extends ApiCommand {
    @Parameters(index = "0", paramLabel = "QMAIL", description = "such as /var/qmail")
    private Path qmail;

    @Parameters(index = "1", arity = "0..1", paramLabel = "VPOPMAIL", description = "such as /home/vpopmail")
    private Path vpopmail;

    @Option(
            names = "--home",
            paramLabel = "DIR",
            defaultValue = "${env:QMAIL_HOME:-var}",
            description = "home of this server (QMAIL_HOME, ${DEFAULT-VALUE})")
    private Path home;

    @Option(
            names = {"-n", "--dry-run"},
            description = "tells what would be done, and does nothing")
    private boolean dry;

    @Override
    protected void run(Api server) throws ApiException {
        requireDirectory(qmail.resolve("control"), "the directory of a qmail, which has a directory control");
        if (vpopmail != null) {
            requireDirectory(vpopmail.resolve("domains"), "the directory of a vpopmail, which has a directory domains");
        }
        QmailHome own = new QmailHome(home);
        requireDirectory(own.control(), "the home of this server; --home tells where it is");
        Report report = new Report(out());
        Target target = new Target(server, own, dry);
        try {
            new ControlImport(target, report).take(qmail.resolve("control"));
            if (vpopmail != null) {
                new VpopmailImport(target, report).take(vpopmail);
            }
            new UsersImport(target, report).take(qmail, vpopmail);
            new QueueImport(target, report).take(qmail);
        } catch (IOException e) {
            throw new ApiException(ApiException.TEMPORARY, "not all could be read or written: " + e, e);
        } finally {
            report.sum();
        }
        if (report.count(Fate.FAILED) > 0) {
            throw new ApiException(ApiException.PERMANENT, "some of it failed, see above; it may be run again");
        }
    }

    private static void requireDirectory(Path directory, String what) throws ApiException {
        if (!Files.isDirectory(directory)) {
            throw new ApiException(ApiException.PERMANENT, directory + " is not there: must be in " + what);
        }
    }
}
