package ee.qmail.cli.moving;

import ee.qmail.cli.addresses.TableImport;
import ee.qmail.cli.api.Api;
import ee.qmail.cli.api.ApiCommand;
import ee.qmail.cli.api.ApiException;
import ee.qmail.cli.api.HomeOwner;
import ee.qmail.cli.api.ServerLock;
import ee.qmail.cli.moving.Report.Fate;
import ee.qmail.control.Setting;
import ee.qmail.home.QmailHome;
import jakarta.json.JsonObject;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code qmail import}. */
@Command(
        name = "import",
        description =
                "Moves in from a qmail and a vpopmail, or makes mailboxes and aliases of a domain from a table (CSV)."
                        + " The files are only read; it may be run again, and takes what is new.",
        footer = {
            "",
            "The first line of a table names its columns: address, password, hash, quota, owner, forward, keep, targets.",
            "The queue is taken when qmail-send has been stopped. Run it as the user of this server, on its machine, while it runs.",
            "Exit codes: 0 all was taken or is not needed, 100 some of it failed or was not understood."
        })
public final class ImportCommand extends ApiCommand {
    @Parameters(index = "0", paramLabel = "QMAIL|DOMAIN", description = "such as /var/qmail, or example.org")
    private Path qmail;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "VPOPMAIL|FILE",
            description = "such as /home/vpopmail, or a table for the domain")
    private Path vpopmail;

    @Option(
            names = "--existing",
            paramLabel = "WORD",
            defaultValue = "skip",
            description =
                    "of a table: whether addresses that are there are left (skip), changed (change) or told (fault)")
    private String existing;

    @Option(
            names = "--passwords",
            paramLabel = "FILE",
            description =
                    "of a table: makes passwords for new mailboxes without one, and writes them into this new file")
    private Path passwords;

    @Option(
            names = "--charset",
            paramLabel = "NAME",
            description =
                    "what lines are written in that are no UTF-8, such as ISO-8859-1; without it they are told and left out")
    private Charset charset;

    @Option(
            names = {"-n", "--dry-run"},
            description = "tells what would be done, and does nothing")
    private boolean dry;

    @Override
    protected void run(Api server) throws ApiException {
        if (vpopmail != null && Files.isRegularFile(vpopmail)) {
            takeTable(server);
        } else {
            moveIn(server);
        }
    }

    private void takeTable(Api server) throws ApiException {
        TableImport tables = new TableImport(server, out(), err());
        JsonObject run = tables.take(qmail.toString(), vpopmail, dry, existing, passwords);
        if (isJson()) {
            print(run);
        } else {
            tables.tell(run);
        }
        TableImport.require(run);
    }

    private void moveIn(Api server) throws ApiException {
        requireDirectory(qmail.resolve("control"), "the directory of a qmail, which has a directory control");
        if (vpopmail != null) {
            requireDirectory(
                    vpopmail.resolve("domains"),
                    "the directory of a vpopmail, which has a directory domains, or a table for a domain");
        }
        QmailHome own = options().home();
        requireDirectory(own.control(), "the home of this server; --home tells where it is");
        HomeOwner.require(own.control());
        ServerLock.requireServer(own);
        Report report = new Report(out());
        take(new Target(server, own, dry), new Sources(charset), report);
        report.sum();
        if (report.count(Fate.FAILED) > 0) {
            throw new ApiException(
                    ApiException.PERMANENT, report.count(Fate.FAILED) + " failed, see above; it may be run again");
        }
        if (report.count(Fate.NOT_UNDERSTOOD) > 0) {
            throw new ApiException(
                    ApiException.PERMANENT,
                    report.count(Fate.NOT_UNDERSTOOD) + " not understood, see above; all else was taken");
        }
    }

    private void take(Target target, Sources sources, Report report) {
        ControlImport control = new ControlImport(target, sources, report);
        Step.of(report, qmail.resolve("control").toString(), () -> control.take(qmail.resolve("control")));
        if (vpopmail != null) {
            VpopmailImport domains = new VpopmailImport(target, sources, report);
            Step.of(report, vpopmail.toString(), () -> domains.take(vpopmail));
            Path rules = vpopmail.resolve("etc/tcp.smtp");
            if (Files.isRegularFile(rules)) {
                Step.of(report, rules.toString(), () -> control.take(Setting.TCP_SMTP, rules));
            }
        }
        new UsersImport(target, sources, report).take(qmail, vpopmail);
        QueueImport queue = new QueueImport(target, sources, report);
        Step.of(report, qmail.resolve("queue").toString(), () -> queue.take(qmail));
    }

    private static void requireDirectory(Path directory, String what) throws ApiException {
        if (!Files.isDirectory(directory)) {
            throw new ApiException(ApiException.PERMANENT, directory + " is not there: must be in " + what);
        }
    }
}
