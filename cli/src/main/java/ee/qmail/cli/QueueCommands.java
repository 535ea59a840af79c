package ee.qmail.cli;

import ee.qmail.cli.api.Api;
import ee.qmail.cli.api.ApiCommand;
import ee.qmail.cli.api.ApiException;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The tools for the queue. */
final class QueueCommands {
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("d MMM uuuu HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private QueueCommands() {}

    @Command(name = "qstat", description = "how many messages are in the queue (qmail-qstat)")
    static final class Qstat extends ApiCommand {
        @Override
        protected void run(Api server) throws ApiException {
            JsonValue counts = server.get("/queue");
            if (isJson()) {
                print(counts);
                return;
            }
            JsonObject queue = counts.asJsonObject();
            out().println("messages in queue: "
                    + (count(queue, "local") + count(queue, "remote") + count(queue, "deferred")));
            out().println("messages in queue but not yet preprocessed: 0");
            long dead = count(queue, "dead");
            if (dead > 0) { // a line of its own: programs read the other two
                out().println("messages put aside in qmail.dead, not tried again: " + dead);
            }
        }

        private static long count(JsonObject queue, String name) {
            return Math.max(0, queue.getJsonNumber(name).longValue());
        }
    }

    @Command(name = "qread", description = "the messages that wait for another attempt (qmail-qread)")
    static final class Qread extends ApiCommand {
        private static final int AT_ONCE = 500;

        @Option(
                names = "--reports",
                description = "tells below each recipient what was last said about it, and when it is tried again")
        private boolean reports;

        @Override
        protected void run(Api server) throws ApiException {
            String after = "0";
            List<JsonObject> messages;
            JsonArrayBuilder all = Json.createArrayBuilder();
            do {
                messages = server.get("/queue/messages?max=" + AT_ONCE + "&after=" + after)
                        .asJsonArray()
                        .getValuesAs(JsonObject.class);
                for (JsonObject message : messages) {
                    after = message.getString("id");
                    if (isJson()) {
                        all.add(message);
                    } else {
                        print(message);
                    }
                }
            } while (messages.size() == AT_ONCE);
            if (isJson()) {
                print(all.build());
            }
        }

        private void print(JsonObject message) {
            out().println(DATE.format(Instant.parse(message.getString("arrival"))) + " GMT  #" + message.getString("id")
                    + "  " + message.getJsonNumber("size") + "  <" + safe(message.getString("sender")) + "> ");
            for (JsonObject recipient : message.getJsonArray("recipients").getValuesAs(JsonObject.class)) {
                boolean done = !recipient.getString("outcome").equals("deferral");
                out().println((done ? "  done" : "") + "\t" + recipient.getString("channel") + "\t"
                        + safe(recipient.getString("address")));
                if (reports) {
                    out().println("\t\t" + safe(recipient.getString("report").replace('\n', ' ')));
                    if (!done) {
                        out().println("\t\tnext attempt "
                                + DATE.format(Instant.parse(recipient.getString("nextAttempt"))) + " GMT");
                    }
                }
            }
        }
    }

    @Command(name = "retry", description = "tries all that waits now (the signal ALRM to qmail-send), or one message")
    static final class Retry extends ApiCommand {
        @Parameters(paramLabel = "ID", arity = "0..1", description = "queue id of one message, as qread tells it")
        private String id;

        @Override
        protected void run(Api server) throws ApiException {
            String path = id == null ? "/queue/retry" : "/queue/messages/" + Api.part(id) + "/retry";
            JsonValue answer = server.post(path, JsonValue.EMPTY_JSON_OBJECT);
            if (isJson()) {
                print(answer);
            } else {
                out().println("due now: " + answer.asJsonObject().getJsonNumber("jobs"));
            }
        }
    }

    @Command(name = "giveup", description = "bounces a message that waits, now")
    static final class Giveup extends ApiCommand {
        @Parameters(paramLabel = "ID", description = "its queue id, as qread tells it")
        private String id;

        @Override
        protected void run(Api server) throws ApiException {
            server.delete("/queue/messages/" + Api.part(id));
        }
    }

    @Command(name = "dead", description = "the messages that are put aside in qmail.dead, and why")
    static final class Dead extends ApiCommand {
        @ArgGroup
        private Action action;

        /** One of the two. */
        private static final class Action {
            @Option(names = "--retry", paramLabel = "ID", description = "sends one of them to its queue again")
            private String again;

            @Option(names = "--drop", paramLabel = "ID", description = "removes one of them for good")
            private String dropped;
        }

        @Override
        protected void run(Api server) throws ApiException {
            if (action == null) {
                list(server.get("/queue/dead?max=1000"));
            } else if (action.dropped != null) {
                server.delete("/queue/dead/" + Api.part(action.dropped));
            } else {
                JsonValue answer =
                        server.post("/queue/dead/" + Api.part(action.again) + "/retry", JsonValue.EMPTY_JSON_OBJECT);
                out().println("sent to " + safe(answer.asJsonObject().getString("queue")));
            }
        }

        private void list(JsonValue letters) {
            if (isJson()) {
                print(letters);
                return;
            }
            for (JsonObject letter : Api.objects(letters)) {
                String recipients =
                        String.join(" ", letter.getJsonArray("recipients").getValuesAs(JsonString::getString));
                out().println(safe(letter.getString("id")) + "\t" + safe(letter.getString("queue")) + "\t"
                        + safe(letter.getString("reason"))
                        + (recipients.isEmpty()
                                ? ""
                                : "\t<" + safe(letter.getString("sender")) + "> to " + safe(recipients)));
            }
        }
    }

    @Command(name = "tcpto", description = "hosts that have timed out lately (qmail-tcpto)")
    static final class Tcpto extends ApiCommand {
        @Override
        protected void run(Api server) throws ApiException {
            JsonValue hosts = server.get("/tcpto");
            if (isJson()) {
                print(hosts);
                return;
            }
            for (JsonObject host : Api.objects(hosts)) {
                out().println(host.getString("address") + " timed out " + host.getJsonNumber("ago")
                        + " seconds ago; # recent timeouts: " + host.getJsonNumber("timeouts"));
            }
        }
    }

    @Command(name = "tcpok", description = "forgets which hosts have timed out (qmail-tcpok)")
    static final class Tcpok extends ApiCommand {
        @Override
        protected void run(Api server) throws ApiException {
            server.delete("/tcpto");
        }
    }

    @Command(name = "local", description = "what would be done with mail for an address (qmail-local -n)")
    static final class Local extends ApiCommand {
        @Parameters(paramLabel = "ADDRESS", description = "such as ana@example.org")
        private String address;

        @Override
        protected void run(Api server) throws ApiException {
            JsonObject trace = server.get("/addresses/" + Api.part(address)).asJsonObject();
            if (isJson()) {
                print(trace);
                return;
            }
            out().println("# " + trace.getString("channel") + " as " + safe(trace.getString("rewritten"))
                    + (trace.getBoolean("fromAnybody") ? "" : ", taken only from clients that may relay"));
            if (!trace.getString("by").isEmpty()) {
                out().println("# by " + safe(trace.getString("by")));
            }
            trace.getJsonArray("deliveries")
                    .getValuesAs(JsonString::getString)
                    .forEach(delivery -> out().println(safe(delivery)));
            if (!trace.isNull("problem")) {
                throw new ApiException(ApiException.PERMANENT, safe(trace.getString("problem")));
            }
        }
    }

    @Command(
            name = "beans",
            description =
                    "the addresses that beans of applications have taken mail for, and which of them none takes now")
    static final class Beans extends ApiCommand {
        @Option(
                names = "--remove",
                paramLabel = "PATTERN",
                description =
                        "takes out the lines of an application that is gone for good: mail for them waits no more")
        private String removed;

        @Override
        protected void run(Api server) throws ApiException {
            if (removed != null) {
                server.delete("/beans?pattern=" + Api.part(removed));
                return;
            }
            JsonValue beans = server.get("/beans");
            if (isJson()) {
                print(beans);
                return;
            }
            for (JsonObject bean : Api.objects(beans)) {
                String state = bean.isNull("bean")
                        ? "absent since at least " + DATE.format(Instant.parse(bean.getString("absentSince")))
                                + " GMT, mail waiting: " + bean.getJsonNumber("waiting")
                        : safe(bean.getString("bean"));
                out().println(safe(bean.getString("pattern")) + "\t" + bean.getString("answer") + "\t" + state);
            }
        }
    }
}
