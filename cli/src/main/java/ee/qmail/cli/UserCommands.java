package ee.qmail.cli;

import ee.qmail.cli.AccountCommands.Address;
import ee.qmail.cli.api.Api;
import ee.qmail.cli.api.ApiCommand;
import ee.qmail.cli.api.ApiException;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.util.OptionalLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code qmail user}: what vpopmail has no tool for. */
@Command(
        name = "user",
        description = "What the user of a mailbox may do, and the passwords of its user's programs.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {UserCommands.SetRights.class, UserCommands.AppPassword.class})
final class UserCommands {
    private static final String ADDRESS = "such as ana@example.org";

    private UserCommands() {}

    /** As users write it. */
    enum Switch {
        on,
        off
    }

    @Command(name = "rights", description = "tells or changes what the user of a mailbox may do")
    static final class SetRights extends ApiCommand {
        @Parameters(index = "0", paramLabel = "ADDRESS", description = ADDRESS)
        private String address;

        @Option(names = "--pop3", paramLabel = "on|off", description = "read its mail by POP3")
        private Switch pop3;

        @Option(names = "--submission", paramLabel = "on|off", description = "log in to send mail")
        private Switch submission;

        @Option(names = "--relay", paramLabel = "on|off", description = "send that to other servers")
        private Switch relay;

        @Override
        protected void run(Api server) throws ApiException {
            String mailbox = Address.parse(address).mailbox();
            JsonObjectBuilder request = Json.createObjectBuilder();
            add(request, "pop3", pop3);
            add(request, "submission", submission);
            add(request, "relay", relay);
            JsonObject rights = request.build();
            if (!rights.isEmpty()) {
                server.put(mailbox + "/rights", rights);
            }
            tell(server.get(mailbox));
        }

        private static void add(JsonObjectBuilder request, String name, Switch wanted) {
            if (wanted != null) {
                request.add(name, wanted == Switch.on);
            }
        }

        private void tell(JsonValue answer) {
            if (isJson()) {
                print(answer);
                return;
            }
            for (String name : new String[] {"pop3", "submission", "relay"}) {
                out().println(name + ": " + (answer.asJsonObject().getBoolean(name) ? Switch.on : Switch.off));
            }
        }
    }

    @Command(
            name = "vmoduser",
            description = "changes a mailbox: what its owner is called, its quota, whether its user can log in")
    static final class Vmoduser extends ApiCommand {
        @Parameters(index = "0", paramLabel = "ADDRESS", description = ADDRESS)
        private String address;

        @Option(names = "-c", paramLabel = "NAME", description = "what the owner is called, for people")
        private String displayName;

        @Option(
                names = "-q",
                paramLabel = "QUOTA",
                description = "how much it may hold, such as 50M; NOQUOTA: no limit")
        private String quota;

        @Option(
                names = "--suspended",
                paramLabel = "on|off",
                description = "on: nobody can log in, whatever the password; mail is still taken")
        private Switch suspended;

        @Override
        protected void run(Api server) throws ApiException {
            String mailbox = Address.parse(address).mailbox();
            if (displayName == null && quota == null && suspended == null) {
                throw new ApiException(ApiException.PERMANENT, "nothing to change: needs -c, -q or --suspended");
            }
            if (displayName != null) {
                server.put(mailbox + "/displayname", one("displayName", Json.createValue(displayName)));
            }
            if (quota != null) {
                OptionalLong octets = AccountCommands.quota(quota);
                JsonValue limit = octets.isPresent() ? Json.createValue(octets.getAsLong()) : JsonValue.NULL;
                server.put(mailbox + "/quota", one("quota", limit));
            }
            if (suspended != null) {
                JsonValue wanted = suspended == Switch.on ? JsonValue.TRUE : JsonValue.FALSE;
                server.put(mailbox + "/suspended", one("suspended", wanted));
            }
        }

        private static JsonObject one(String name, JsonValue value) {
            return Json.createObjectBuilder().add(name, value).build();
        }
    }

    @Command(
            name = "apppassword",
            description = "Passwords for one program each, good beside the one of the mailbox.",
            synopsisSubcommandLabel = "COMMAND",
            subcommands = {Add.class, ListAll.class, Revoke.class})
    static final class AppPassword {}

    private static String appPasswords(String address) throws ApiException {
        return Address.parse(address).mailbox() + "/apppasswords";
    }

    @Command(name = "add", description = "makes one, and shows it this once")
    static final class Add extends ApiCommand {
        @Parameters(index = "0", paramLabel = "ADDRESS", description = ADDRESS)
        private String address;

        @Parameters(index = "1", paramLabel = "NAME", description = "what its user calls the program, such as phone")
        private String name;

        @Option(
                names = "--scope",
                paramLabel = "SCOPE",
                defaultValue = "both",
                description = "pop3, submission or both (${DEFAULT-VALUE})")
        private String scope;

        @Override
        protected void run(Api server) throws ApiException {
            JsonValue made = server.post(
                    appPasswords(address),
                    Json.createObjectBuilder()
                            .add("name", name)
                            .add("scope", scope)
                            .build());
            if (isJson()) {
                print(made);
            } else {
                out().println(made.asJsonObject().getString("password"));
            }
        }
    }

    @Command(name = "list", description = "names, scopes, and when each was used last, to the hour")
    static final class ListAll extends ApiCommand {
        @Parameters(index = "0", paramLabel = "ADDRESS", description = ADDRESS)
        private String address;

        @Override
        protected void run(Api server) throws ApiException {
            JsonValue answer = server.get(appPasswords(address));
            if (isJson()) {
                print(answer);
                return;
            }
            for (JsonObject each : Api.objects(answer)) {
                String used = each.isNull("lastUsed") ? "never used" : "last used " + each.getString("lastUsed");
                out().println(each.getString("name") + "\t" + each.getString("scope") + "\t" + used);
            }
        }
    }

    @Command(name = "revoke", description = "takes one away; it opens nothing any more")
    static final class Revoke extends ApiCommand {
        @Parameters(index = "0", paramLabel = "ADDRESS", description = ADDRESS)
        private String address;

        @Parameters(index = "1", paramLabel = "NAME", description = "as list tells it")
        private String name;

        @Override
        protected void run(Api server) throws ApiException {
            server.delete(appPasswords(address) + "/" + Api.part(name));
        }
    }
}
