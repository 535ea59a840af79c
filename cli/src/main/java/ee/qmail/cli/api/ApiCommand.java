package ee.qmail.cli.api;

import ee.qmail.home.Env;
import ee.qmail.home.HttpAddress;
import ee.qmail.home.QmailHome;
import jakarta.json.JsonValue;
import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Options of all commands: the server's address, and the administrator's name and password. */
public abstract class ApiCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--api",
            paramLabel = "URL",
            description =
                    "address of the REST API (QMAIL_API); without it the server of this home, or of QMAIL_HTTP_BIND and QMAIL_HTTP_PORT")
    private String api;

    @Option(
            names = "--admin",
            paramLabel = "NAME",
            defaultValue = "${env:QMAIL_ADMIN:-admin}",
            description = "name of an administrator (QMAIL_ADMIN, ${DEFAULT-VALUE})")
    private String admin;

    @Option(
            names = "--password-file",
            paramLabel = "FILE",
            description =
                    "file whose first line is the administrator's password; without it QMAIL_ADMIN_PASSWORD counts,"
                            + " and without that it is asked for")
    private Path passwordFile;

    @Option(names = "--json", description = "the answer of the API as it is, for scripts")
    private boolean json;

    @Option(names = "--help", usageHelp = true, description = "tells this")
    private boolean help;

    protected abstract void run(Api server) throws ApiException;

    @Override
    public final Integer call() throws ApiException {
        run(new Api(address(), admin, password()));
        out().flush();
        return 0;
    }

    private String address() throws ApiException {
        String variable = System.getenv("QMAIL_API");
        if (api != null || variable != null && !variable.isEmpty()) {
            return api != null ? api : variable;
        }
        try {
            return HttpAddress.of(new QmailHome(Path.of(Env.QMAIL_HOME.value()))) + "/api";
        } catch (IllegalArgumentException e) {
            throw new ApiException(ApiException.PERMANENT, e.getMessage(), e);
        }
    }

    private String password() throws ApiException {
        if (passwordFile != null) {
            try {
                return Files.readAllLines(passwordFile).stream().findFirst().orElse("");
            } catch (IOException e) {
                throw new ApiException(
                        ApiException.PERMANENT, passwordFile + ": cannot be read; must hold the password", e);
            }
        }
        String variable = System.getenv("QMAIL_ADMIN_PASSWORD");
        return variable != null ? variable : ask("Password of administrator " + admin + ": ");
    }

    /** Reads a password without showing it. */
    protected final String ask(String prompt) throws ApiException {
        Console console = System.console();
        char[] typed = console == null ? null : console.readPassword("%s", prompt);
        if (typed == null) {
            throw new ApiException(
                    ApiException.PERMANENT,
                    "nobody can be asked for a password: set QMAIL_ADMIN_PASSWORD, or give --password-file");
        }
        return new String(typed);
    }

    protected final PrintWriter out() {
        return spec.commandLine().getOut();
    }

    /** Tells whether the answer is wanted as it is. */
    protected final boolean isJson() {
        return json;
    }

    protected final void print(JsonValue value) {
        out().println(value);
    }
}
