package ee.qmail.cli.tls;

import ee.qmail.cli.api.Api;
import ee.qmail.cli.api.ApiCommand;
import ee.qmail.cli.api.ApiException;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code qmail tls}. */
@Command(
        name = "tls",
        description = "certificates: those of the server, and those that a client meets at any port",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {TlsCommands.ListAll.class, TlsCommands.Check.class, AcmeCommand.class})
public final class TlsCommands {
    @Command(name = "list", description = "names, days left and file of each certificate, and what is wrong with it")
    static final class ListAll extends ApiCommand {
        @Override
        protected void run(Api server) throws ApiException {
            JsonValue certificates = server.get("/certificates");
            if (isJson()) {
                print(certificates);
                return;
            }
            Api.objects(certificates).forEach(this::print);
        }

        private void print(JsonObject certificate) {
            String file = certificate.getString("file");
            if (certificate.isNull("notAfter")) {
                out().println(file + ": not in force");
            } else {
                String names = certificate.getJsonArray("names").getValuesAs(JsonString.class).stream()
                        .map(JsonString::getString)
                        .collect(Collectors.joining(" "));
                out().println(file + ": " + names + ", " + certificate.getString("keyKind") + ", "
                        + certificate.getInt("daysLeft") + " days left, until " + certificate.getString("notAfter")
                        + (certificate.getBoolean("isSelfSigned") ? ", self-signed" : "")
                        + (certificate.getBoolean("isDefault") ? ", default" : ""));
            }
            if (!certificate.isNull("problem")) {
                out().println("  " + certificate.getString("problem"));
            }
        }
    }

    @Command(
            name = "check",
            description = "connects as a client does, and tells version, cipher suite and certificates",
            footer = {"", "Exit codes: 0 trusted and for this name, 100 not so, 111 no connection or no TLS."})
    static final class Check implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Parameters(
                index = "0",
                paramLabel = "HOST[:PORT]",
                description = "an address of IPv6 in brackets; port 25 unless given")
        private String where;

        @Option(
                names = "--start",
                paramLabel = "WAY",
                description =
                        "how TLS begins: smtp (STARTTLS), pop3 (STLS) or tls (at once); without it as the port says")
        private TlsPeer.Way way;

        @Option(names = "--name", paramLabel = "NAME", description = "the name to ask for, instead of HOST")
        private String name;

        @Option(
                names = "--timeout",
                paramLabel = "SECONDS",
                defaultValue = "10",
                description = "how long to wait for each answer (${DEFAULT-VALUE})")
        private int seconds;

        @Override
        public Integer call() throws ApiException {
            TlsPeer peer = TlsPeer.of(where, way, name);
            try {
                TlsFindings found = peer.ask(Duration.ofSeconds(seconds));
                found.lines(Instant.now()).forEach(spec.commandLine().getOut()::println);
                return found.problems(Instant.now()).isEmpty() ? 0 : ApiException.PERMANENT;
            } catch (IOException e) {
                throw new ApiException(ApiException.TEMPORARY, peer + ": " + e.getMessage(), e);
            }
        }
    }
}
