package ee.qmail.cli;

import ee.qmail.cli.UserCommands.Switch;
import ee.qmail.cli.api.Api;
import ee.qmail.cli.api.ApiCommand;
import ee.qmail.cli.api.ApiException;
import ee.qmail.cli.api.NewPasswordCommand;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code qmail admin}: administrators and domain administrators. */
@Command(
        name = "admin",
        description = "Administrators, and administrators of some domains.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            PeopleCommands.ListPeople.class,
            PeopleCommands.Create.class,
            PeopleCommands.Change.class,
            PeopleCommands.Delete.class,
            PeopleCommands.Passwd.class
        })
final class PeopleCommands {
    private static final String PEOPLE = "/people";
    private static final String NAME = "with which they log in";

    private PeopleCommands() {}

    /** What somebody may do. */
    private static final class Powers {
        @Option(names = "--everything", required = true, description = "an administrator, who may do everything")
        private boolean isEverything;

        @Option(
                names = "--domain",
                required = true,
                paramLabel = "DOMAIN",
                description = "an administrator of this domain; may be given several times")
        private List<String> domains;

        private void addTo(JsonObjectBuilder request) {
            JsonArrayBuilder names = Json.createArrayBuilder();
            if (!isEverything) {
                domains.forEach(names::add);
            }
            request.add("role", isEverything ? "admin" : "domain").add("domains", names);
        }
    }

    /** A command whose password the server may make. */
    abstract static class PasswordCommand extends NewPasswordCommand {
        final void tellMade(JsonValue answer) {
            JsonObject made = answer.asJsonObject();
            if (isJson()) {
                print(answer);
            } else if (!made.isNull("password")) {
                out().println(made.getString("password"));
            }
        }

        final void addGiven(JsonObjectBuilder request) throws ApiException {
            if (isPasswordGiven()) {
                request.add("password", givenPassword());
            }
        }
    }

    private static String pathOf(String name) {
        return PEOPLE + "/" + Api.part(name);
    }

    @Command(name = "list", description = "who may log in: name, role, log-in, domains")
    static final class ListPeople extends ApiCommand {
        @Override
        protected void run(Api server) throws ApiException {
            JsonValue all = server.get(PEOPLE);
            if (isJson()) {
                print(all);
                return;
            }
            for (JsonObject one : Api.objects(all)) {
                String domains = one.getJsonArray("domains").getValuesAs(JsonString.class).stream()
                        .map(JsonString::getString)
                        .collect(Collectors.joining(" "));
                out().println(one.getString("name") + "\t" + one.getString("role") + "\t"
                        + (one.getBoolean("suspended") ? "suspended" : "allowed") + "\t" + domains);
            }
        }
    }

    @Command(name = "create", description = "adds somebody; without a password one is made, and told this once")
    static final class Create extends PasswordCommand {
        @Parameters(index = "0", paramLabel = "NAME", description = NAME)
        private String name;

        @ArgGroup(multiplicity = "1")
        private Powers powers;

        @Override
        protected void run(Api server) throws ApiException {
            JsonObjectBuilder request = Json.createObjectBuilder().add("name", name);
            powers.addTo(request);
            addGiven(request);
            tellMade(server.post(PEOPLE, request.build()));
        }
    }

    @Command(name = "change", description = "changes what somebody may do; what is not given stays")
    static final class Change extends ApiCommand {
        @Parameters(index = "0", paramLabel = "NAME", description = NAME)
        private String name;

        @ArgGroup
        private Powers powers;

        @Option(names = "--suspended", paramLabel = "on|off", description = "on: they cannot log in")
        private Switch suspended;

        @Override
        protected void run(Api server) throws ApiException {
            Api.Seen seen = server.look(pathOf(name));
            JsonObject before = seen.value().asJsonObject();
            JsonObjectBuilder request = Json.createObjectBuilder()
                    .add("role", before.getString("role"))
                    .add("domains", before.getJsonArray("domains"))
                    .add("suspended", suspended == null ? before.getBoolean("suspended") : suspended == Switch.on);
            if (powers != null) {
                powers.addTo(request);
            }
            server.put(pathOf(name), request.build(), seen);
        }
    }

    @Command(name = "delete", description = "removes somebody")
    static final class Delete extends ApiCommand {
        @Parameters(index = "0", paramLabel = "NAME", description = NAME)
        private String name;

        @Override
        protected void run(Api server) throws ApiException {
            server.delete(pathOf(name));
        }
    }

    @Command(name = "passwd", description = "sets a password; without one it is made, and told this once")
    static final class Passwd extends PasswordCommand {
        @Parameters(index = "0", paramLabel = "NAME", description = NAME)
        private String name;

        @Override
        protected void run(Api server) throws ApiException {
            JsonObjectBuilder request = Json.createObjectBuilder();
            addGiven(request);
            tellMade(server.put(pathOf(name) + "/password", request.build()));
        }
    }
}
