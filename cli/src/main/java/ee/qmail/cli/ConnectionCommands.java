package ee.qmail.cli;

import ee.qmail.cli.api.Api;
import ee.qmail.cli.api.ApiCommand;
import ee.qmail.cli.api.ApiException;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code qmail connection}: the connections that are open now. */
@Command(
        name = "connection",
        description = "The connections that are open now, at all doors.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {ConnectionCommands.ListOpen.class, ConnectionCommands.End.class})
final class ConnectionCommands {
    private ConnectionCommands() {}

    @Command(
            name = "list",
            description = "the eldest first: id, door, client, login, TLS, state, since, messages, octets in and out,"
                    + " seconds idle; - for what there is not")
    static final class ListOpen extends ApiCommand {
        private static final int AT_ONCE = 1_000;

        @Option(names = "--door", description = "mx, submission, submissions, pop3 or pop3s")
        private String door;

        @Option(names = "--address", paramLabel = "IP", description = "of the client, or a block such as 192.0.2.0/24")
        private String address;

        @Option(names = "--login", description = "a part of the address of a mailbox")
        private String login;

        @Override
        protected void run(Api server) throws ApiException {
            Map<String, JsonObject> all = new LinkedHashMap<>(); // those that end meanwhile move the others
            JsonObject part;
            int page = 0;
            do {
                page++;
                part = server.get(query(page)).asJsonObject();
                for (JsonObject one : Api.objects(part.getJsonArray("connections"))) {
                    all.put(one.getString("id"), one);
                }
            } while (part.getInt("page") == page && page * AT_ONCE < part.getInt("total"));
            if (isJson()) {
                JsonArrayBuilder array = Json.createArrayBuilder();
                all.values().forEach(array::add);
                print(array.build());
            } else {
                all.values().forEach(this::print);
            }
        }

        private String query(int page) {
            return "/connections?max=" + AT_ONCE + "&page=" + page + query("door", door) + query("address", address)
                    + query("login", login);
        }

        private static String query(String name, String value) {
            return value == null ? "" : "&" + name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
        }

        private void print(JsonObject one) {
            String proxy = one.isNull("proxy") ? "" : " by " + word(one, "proxy");
            out().println(String.join(
                    "\t",
                    word(one, "id"),
                    word(one, "door"),
                    word(one, "address") + " " + one.getInt("port") + proxy,
                    word(one, "login"),
                    one.isNull("tls") ? "-" : word(one, "tls") + " " + word(one, "suite"),
                    word(one, "state"),
                    word(one, "since"),
                    one.getJsonNumber("messages").toString(),
                    one.getJsonNumber("received").toString(),
                    one.getJsonNumber("sent").toString(),
                    one.getJsonNumber("idleSeconds").toString()));
        }

        private static String word(JsonObject one, String name) {
            return one.isNull(name) ? "-" : safe(one.getString(name));
        }
    }

    @Command(
            name = "end",
            description = "ends a connection; its client is told so where the protocol has a word for it")
    static final class End extends ApiCommand {
        @Parameters(paramLabel = "ID", description = "as list tells it")
        private String id;

        @Override
        protected void run(Api server) throws ApiException {
            server.delete("/connections/" + Api.part(id));
        }
    }

    @Command(
            name = "tcprulescheck",
            description =
                    "what a client may do that comes in now, and the line of tcp.smtp that decides (tcprulescheck)",
            footer = {"", "Exit code 100 if the client is refused."})
    static final class TcpRulesCheck extends ApiCommand {
        @Option(names = "--door", description = "mx (the default), submission, submissions, pop3 or pop3s")
        private String door = "mx";

        @Parameters(paramLabel = "ADDRESS", description = "of IPv4 or IPv6")
        private String address;

        @Override
        protected void run(Api server) throws ApiException {
            JsonValue answer = server.get(
                    "/clients/" + Api.part(address) + "?door=" + URLEncoder.encode(door, StandardCharsets.UTF_8));
            JsonObject rights = answer.asJsonObject();
            if (isJson()) {
                print(answer);
            } else {
                rights.getJsonArray("sentences")
                        .getValuesAs(JsonString::getString)
                        .forEach(sentence -> out().println(safe(sentence)));
            }
            if (!rights.getBoolean("admitted")) {
                throw new ApiException(ApiException.PERMANENT, safe(rights.getString("reply")));
            }
        }
    }
}
