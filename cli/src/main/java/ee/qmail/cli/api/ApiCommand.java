package ee.qmail.cli.api;

import jakarta.json.JsonValue;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command that asks a server, as an administrator. */
public abstract class ApiCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    protected abstract void run(Api server) throws ApiException;

    /** What can be found wrong before anybody is asked for a password. */
    protected void prepare() throws ApiException {}

    @Override
    public final Integer call() throws ApiException {
        prepare();
        GlobalOptions options = options();
        String password = options.password();
        run(new Api(
                options.address(), options.admin(), password == null ? askAdministrator(options.admin()) : password));
        out().flush();
        return 0;
    }

    private static String askAdministrator(String name) throws ApiException {
        return Prompt.ask(
                "Password of administrator " + name + ": ",
                "nobody can be asked for the password of administrator " + name
                        + ": set QMAIL_ADMIN_PASSWORD, or give --password-file; --password-stdin is for a new password");
    }

    protected final GlobalOptions options() {
        return GlobalOptions.of(spec);
    }

    protected final PrintWriter out() {
        return spec.commandLine().getOut();
    }

    protected final PrintWriter err() {
        return spec.commandLine().getErr();
    }

    /** Tells whether the answer is wanted as it is. */
    protected final boolean isJson() {
        return options().isJson();
    }

    protected final void print(JsonValue value) {
        out().println(value);
    }

    /** Shows as an underscore each character that a terminal could take for a command. */
    protected static String safe(String text) {
        return text.replaceAll("\\p{Cntrl}", "_");
    }
}
