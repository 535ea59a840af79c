package ee.qmail.cli;

import ee.qmail.cli.api.Api;
import ee.qmail.cli.api.ApiCommand;
import ee.qmail.cli.api.ApiException;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code qmail throttle}: those who sent too many wrong passwords. */
@Command(
        name = "throttle",
        description = "Clients and names that have to wait after wrong passwords, and the log-ins that failed last.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            ThrottleCommands.ListThrottled.class,
            ThrottleCommands.Failures.class,
            ThrottleCommands.Release.class
        })
final class ThrottleCommands {
    private static final String ANY = "*";

    private ThrottleCommands() {}

    @Command(name = "list", description = "who waits now: network, name (* for all), wrong passwords, seconds to wait")
    static final class ListThrottled extends ApiCommand {
        @Override
        protected void run(Api server) throws ApiException {
            JsonValue all = server.get("/throttles");
            if (isJson()) {
                print(all);
                return;
            }
            for (JsonObject one : Api.objects(all)) {
                out().println(word(one, "network") + "\t" + word(one, "name") + "\t" + one.getJsonNumber("wrong") + "\t"
                        + one.getJsonNumber("secondsToWait"));
            }
        }

        private static String word(JsonObject one, String name) {
            return one.isNull(name) ? ANY : safe(one.getString(name));
        }
    }

    @Command(name = "failures", description = "the log-ins that failed last, the newest first")
    static final class Failures extends ApiCommand {
        @Override
        protected void run(Api server) throws ApiException {
            JsonValue all = server.get("/throttles/failures");
            if (isJson()) {
                print(all);
                return;
            }
            for (JsonObject one : Api.objects(all)) {
                List<String> fields = new ArrayList<>();
                for (String name : new String[] {"at", "ip", "login", "door", "mechanism", "reason"}) {
                    fields.add(safe(one.getString(name)));
                }
                out().println(String.join("\t", fields));
            }
        }
    }

    @Command(name = "release", description = "forgets wrong passwords, so that the next try does not wait")
    static final class Release extends ApiCommand {
        @ArgGroup(exclusive = false, multiplicity = "1")
        private Which which;

        /** One of the two, or both. */
        private static final class Which {
            @Option(names = "--network", paramLabel = "IP", description = "as list tells it; alone: for all names")
            private String network;

            @Option(names = "--name", paramLabel = "NAME", description = "as list tells it; alone: from all networks")
            private String name;
        }

        @Override
        protected void run(Api server) throws ApiException {
            List<String> query = new ArrayList<>();
            add(query, "network", which.network);
            add(query, "name", which.name);
            server.delete("/throttles?" + String.join("&", query));
        }

        private static void add(List<String> query, String name, String value) {
            if (value != null) {
                query.add(name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8));
            }
        }
    }
}
