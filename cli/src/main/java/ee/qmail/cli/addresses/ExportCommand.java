package ee.qmail.cli.addresses;

import ee.qmail.cli.api.Api;
import ee.qmail.cli.api.ApiCommand;
import ee.qmail.cli.api.ApiException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code qmail export}. */
@Command(
        name = "export",
        description =
                "Tells the addresses of a domain as a table that import takes, or as vpasswd; with --tree all of the domain with its mail.")
public final class ExportCommand extends ApiCommand {
    @Parameters(index = "0", paramLabel = "DOMAIN", description = "such as example.org")
    private String domain;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "FILE",
            description = "a new file, for its owner alone; without it a table goes to standard output")
    private Path file;

    @Option(
            names = "--format",
            paramLabel = "WORD",
            defaultValue = "csv",
            description = "csv (if it is missing) or vpasswd")
    private String format;

    @Option(names = "--hashes", description = "hashes of passwords are in the table, so that import takes them too")
    private boolean hasHashes;

    @Option(names = "--tree", description = "a tar with qmail/control and vpopmail/domains/DOMAIN; needs a FILE")
    private boolean isTree;

    @Override
    protected void prepare() throws ApiException {
        if (isTree && file == null) {
            throw new ApiException(ApiException.PERMANENT, "--tree: must have a FILE, such as " + domain + ".tar");
        }
    }

    @Override
    protected void run(Api server) throws ApiException {
        String path = "/domains/" + Api.part(domain) + "/export?format=" + Api.part(isTree ? "tree" : format)
                + "&hashes=" + hasHashes;
        if (file == null) {
            ByteArrayOutputStream table = new ByteArrayOutputStream();
            server.fetch("GET", path, "*/*", table);
            out().print(table.toString(StandardCharsets.UTF_8));
            return;
        }
        NewFile.write(file, to -> server.fetch("GET", path, "*/*", to));
    }
}
