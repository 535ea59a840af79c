package ee.qmail.cli;

import ee.qmail.cli.api.Api;
import ee.qmail.cli.api.ApiCommand;
import ee.qmail.cli.api.ApiException;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The tools for the server as a whole. */
final class ServerCommands {
    private ServerCommands() {}

    @Command(name = "svstat", description = "which services are up, and since when")
    static final class Svstat extends ApiCommand {
        @Override
        protected void run(Api server) throws ApiException {
            JsonValue services = server.get("/services");
            if (isJson()) {
                print(services);
                return;
            }
            for (JsonObject service : Api.objects(services)) {
                String since = service.isNull("since")
                        ? ""
                        : " "
                                + Duration.between(Instant.parse(service.getString("since")), Instant.now())
                                        .toSeconds() + " seconds";
                out().println(service.getString("name") + ": " + (service.getBoolean("up") ? "up" : "down") + since
                        + ", " + service.getString("detail", ""));
            }
        }
    }

    @Command(
            name = "svc",
            description = "stops, pauses, continues smtpd, pop3d or send until the server is started again")
    static final class Svc extends ApiCommand {
        @Parameters(index = "0..*", arity = "1..*", paramLabel = "SERVICE", description = "smtpd, pop3d, send")
        private List<String> services;

        @ArgGroup(multiplicity = "1")
        private Wanted wanted;

        /** One of them. */
        static final class Wanted {
            @Option(
                    names = {"-u", "-c"},
                    description = "up: goes on where it was paused or stopped")
            private boolean up;

            @Option(
                    names = "-p",
                    description = "pauses: new connections wait, the open ones go on; no deliveries begin")
            private boolean paused;

            @Option(names = "-d", description = "down: does not listen, open connections are told; no deliveries begin")
            private boolean down;
        }

        @Override
        protected void run(Api server) throws ApiException {
            String state = wanted.up ? "up" : wanted.paused ? "paused" : "down";
            for (String service : services) {
                server.put(
                        "/services/" + Api.part(service),
                        Json.createObjectBuilder().add("state", state).build());
            }
        }
    }

    @Command(name = "showctl", description = "what is in force of the control files (qmail-showctl)")
    static final class Showctl extends ApiCommand {
        @Parameters(index = "0", arity = "0..1", paramLabel = "FILE", description = "only this one")
        private String file;

        @Override
        protected void run(Api server) throws ApiException {
            JsonValue answer = server.get(file == null ? "/control" : "/control/" + Api.part(file));
            if (isJson()) {
                print(answer);
                return;
            }
            Api.objects(answer).forEach(this::print);
        }

        private void print(JsonObject setting) {
            String value = setting.getJsonArray("lines").getValuesAs(JsonString.class).stream()
                    .map(JsonString::getString)
                    .collect(Collectors.joining("\n  "));
            out().println(setting.getString("file") + ": " + (setting.getBoolean("isDefault") ? "(Default.) " : "")
                    + setting.getString("help") + (value.isEmpty() ? "." : ":\n  " + value));
            setting
                    .getOrDefault("problems", JsonValue.EMPTY_JSON_ARRAY)
                    .asJsonArray()
                    .getValuesAs(JsonString.class)
                    .stream()
                    .map(JsonString::getString)
                    .forEach(out()::println);
        }
    }
}
