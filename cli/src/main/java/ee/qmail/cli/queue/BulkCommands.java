package ee.qmail.cli.queue;

import ee.qmail.cli.api.Api;
import ee.qmail.cli.api.ApiCommand;
import ee.qmail.cli.api.ApiException;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Commands for much of the queue at once. */
public final class BulkCommands {
    private static final long PAUSE_MILLIS = 500;

    private BulkCommands() {}

    /** Changes all that waits and is as the options say. */
    @Command(
            name = "qchange",
            description = "tries, bounces or deletes all that waits and is as the options say;"
                    + " without --yes it tells how much that is, and changes nothing")
    public static final class Qchange extends ApiCommand {
        @Parameters(paramLabel = "ACTION", description = "retry, bounce or delete")
        private String action;

        @Option(names = "--domain", paramLabel = "DOMAIN", description = "of the recipients; .DOMAIN for all below it")
        private String domain;

        @Option(
                names = "--sender",
                paramLabel = "ADDRESS",
                description = "of the envelope; @DOMAIN for all of a domain, <> for bounces")
        private String sender;

        @Option(names = "--reason", paramLabel = "REASON", description = "why it waits, such as no-connection")
        private String reason;

        @Option(names = "--older-than", paramLabel = "TIME", description = "such as 90m, 4h or 3d")
        private String olderThan;

        @Option(names = "--attempts", paramLabel = "N", description = "how many there have been at least")
        private Long attempts;

        @Option(names = "--yes", description = "makes the change")
        private boolean isMeant;

        @Override
        protected void run(Api server) throws ApiException {
            JsonObject preview =
                    server.post("/queue/changes?dryRun=true", request().build()).asJsonObject();
            if (!isMeant) {
                tell(preview);
                return;
            }
            JsonObject change = server.post(
                            "/queue/changes",
                            request().add("expected", preview.get("jobs")).build())
                    .asJsonObject();
            while (change.isNull("ended")) {
                pause();
                change = server.get("/queue/changes/" + Api.part(change.getString("id")))
                        .asJsonObject();
            }
            if (isJson()) {
                print(change);
            } else {
                out().println(change.getString("state") + ", jobs changed: " + change.getJsonNumber("changed")
                        + ", left as they were: " + change.getJsonNumber("left"));
            }
        }

        private JsonObjectBuilder request() {
            JsonObjectBuilder request = Json.createObjectBuilder().add("action", action);
            Map<String, String> conditions = new LinkedHashMap<>();
            conditions.put("domain", domain);
            conditions.put("sender", sender);
            conditions.put("reason", reason);
            conditions.put("olderThan", olderThan);
            conditions.forEach((name, value) -> {
                if (value != null) {
                    request.add(name, value);
                }
            });
            if (attempts != null) {
                request.add("attempts", attempts);
            }
            return request;
        }

        private void tell(JsonObject preview) {
            if (isJson()) {
                print(preview);
            } else {
                out().println("jobs: " + preview.getJsonNumber("jobs") + ", messages: "
                        + preview.getJsonNumber("messages") + ", recipients: " + preview.getJsonNumber("recipients")
                        + "; nothing is changed without --yes");
            }
        }

        private static void pause() throws ApiException {
            try {
                Thread.sleep(PAUSE_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new ApiException(ApiException.TEMPORARY, "interrupted; the server goes on with it");
            }
        }
    }

    /** Domains to which nothing is sent. */
    @Command(
            name = "hold",
            description = "sends nothing to a domain from now on; without one tells those that are held")
    public static final class Hold extends ApiCommand {
        @Parameters(paramLabel = "DOMAIN", arity = "0..1", description = "such as example.org")
        private String domain;

        @Override
        protected void run(Api server) throws ApiException {
            JsonValue held = domain == null
                    ? server.get("/queue/held")
                    : server.put("/queue/held/" + Api.part(domain), JsonValue.EMPTY_JSON_OBJECT);
            if (isJson()) {
                print(held);
            } else {
                Api.objects(held).forEach(each -> out().println(each.getString("domain")));
            }
        }
    }

    /** The end of it. */
    @Command(name = "release", description = "sends to a domain again that is held, at once")
    public static final class Release extends ApiCommand {
        @Parameters(paramLabel = "DOMAIN", description = "such as example.org")
        private String domain;

        @Override
        protected void run(Api server) throws ApiException {
            server.delete("/queue/held/" + Api.part(domain));
        }
    }

    /** Is it well? */
    @Command(
            name = "status",
            description = "what needs somebody, the most important first; ends with 100 if it is urgent")
    public static final class Status extends ApiCommand {
        @Override
        protected void run(Api server) throws ApiException {
            JsonObject status = server.get("/server").asJsonObject();
            if (isJson()) {
                print(status);
            } else {
                for (JsonObject need : status.getJsonArray("needs").getValuesAs(JsonObject.class)) {
                    out().println(need.getString("code")
                            + (need.getBoolean("urgent") ? " (urgent): " : ": ")
                            + need.getString("text").replaceAll("\\p{Cntrl}", "_"));
                }
            }
            if (!status.getBoolean("well")) {
                out().flush();
                throw new ApiException(ApiException.PERMANENT, "something is urgent");
            }
        }
    }
}
