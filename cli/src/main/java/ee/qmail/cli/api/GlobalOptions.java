package ee.qmail.cli.api;

import ee.qmail.home.Env;
import ee.qmail.home.HttpAddress;
import ee.qmail.home.QmailHome;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** Options that stand before or behind any command. One that a command has no use for is no error, so that an alias of a shell may hold them. */
public final class GlobalOptions {
    private static final String NAME = "globalOptions";

    private final InputStream in;

    @Option(
            names = "--api",
            paramLabel = "URL",
            scope = ScopeType.INHERIT,
            description =
                    "address of the REST API (QMAIL_API); without it the server of this home, or of QMAIL_HTTP_BIND and QMAIL_HTTP_PORT")
    private String api;

    @Option(
            names = "--admin",
            paramLabel = "NAME",
            scope = ScopeType.INHERIT,
            defaultValue = "${env:QMAIL_ADMIN:-admin}",
            description = "name of an administrator (QMAIL_ADMIN, ${DEFAULT-VALUE})")
    private String admin;

    @Option(
            names = "--password-file",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description =
                    "file whose first line is the administrator's password; without it QMAIL_ADMIN_PASSWORD counts,"
                            + " and without that it is asked for")
    private Path passwordFile;

    @Option(
            names = "--home",
            paramLabel = "DIR",
            scope = ScopeType.INHERIT,
            description = "home of the server, for commands on its machine (QMAIL_HOME)")
    private Path home;

    @Option(names = "--json", scope = ScopeType.INHERIT, description = "the answer as it is, for scripts")
    private boolean json;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "tells this")
    private boolean help;

    @Option(
            names = "--version",
            versionHelp = true,
            scope = ScopeType.INHERIT,
            description = "tells which qmail EE this is")
    private boolean version;

    /** @param in standard input */
    public GlobalOptions(InputStream in) {
        this.in = in;
    }

    /** Puts them before all commands. */
    public void addTo(CommandSpec root) {
        root.addMixin(NAME, CommandSpec.forAnnotatedObject(this));
    }

    /** Those that were given for a command. */
    public static GlobalOptions of(CommandSpec command) {
        return (GlobalOptions) command.root().mixins().get(NAME).userObject();
    }

    public boolean isVersionAsked() {
        return version;
    }

    /** Tells whether the answer is wanted as it is. */
    public boolean isJson() {
        return json;
    }

    /** The home of the server, which need not be there. */
    public QmailHome home() {
        return new QmailHome(home == null ? Path.of(Env.QMAIL_HOME.value()) : home);
    }

    String admin() {
        return admin;
    }

    InputStream in() {
        return in;
    }

    String address() throws ApiException {
        String variable = System.getenv("QMAIL_API");
        if (api != null || variable != null && !variable.isEmpty()) {
            return api != null ? api : variable;
        }
        try {
            return HttpAddress.of(home()) + "/api";
        } catch (IllegalArgumentException e) {
            throw new ApiException(ApiException.PERMANENT, e.getMessage(), e);
        }
    }

    /** The password of the administrator, null if somebody must be asked. */
    String password() throws ApiException {
        if (passwordFile == null) {
            String variable = System.getenv("QMAIL_ADMIN_PASSWORD");
            return variable == null || variable.isEmpty() ? null : variable;
        }
        try {
            return Files.readAllLines(passwordFile).stream().findFirst().orElse("");
        } catch (IOException e) {
            throw new ApiException(
                    ApiException.PERMANENT, passwordFile + ": cannot be read; must hold the password", e);
        }
    }
}
