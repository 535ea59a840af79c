package ee.qmail.cli;

import ee.qmail.cli.api.Api;
import ee.qmail.cli.api.ApiCommand;
import ee.qmail.cli.api.ApiException;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** "Where is my message?" */
@Command(name = "messages", description = "what has moved, newest first; or the whole life of one message")
final class MessagesCommand extends ApiCommand {
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("d MMM uuuu HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private static final int DEFAULT_MAX = 100;

    @Parameters(paramLabel = "ID", arity = "0..1", description = "queue id of one message: its whole life")
    private String id;

    @Option(names = "--sender", paramLabel = "ADDRESS", description = "of the envelope; empty for bounces")
    private String sender;

    @Option(names = "--recipient", paramLabel = "ADDRESS", description = "of the envelope")
    private String recipient;

    @Option(
            names = "--address",
            paramLabel = "ADDRESS",
            description = "that of the sender or of the recipient; or a Message-ID without its brackets")
    private String address;

    @Option(names = "--domain", paramLabel = "DOMAIN", description = "that of the sender or of the recipient")
    private String domain;

    @Option(names = "--message-id", paramLabel = "MESSAGE-ID", description = "of the header")
    private String messageId;

    @Option(names = "--subject", paramLabel = "TEXT", description = "a part of it, if control/historysubject keeps it")
    private String subject;

    @Option(names = "--client", paramLabel = "IP", description = "address of the SMTP client")
    private String client;

    @Option(
            names = "--state",
            paramLabel = "STATE",
            description = "one or several, separated by commas: waiting, arrived, failed, refused, deferred ...")
    private String state;

    @Option(names = "--since", paramLabel = "TIME", description = "when it came, such as 2026-11-30T10:00:00Z")
    private String since;

    @Option(names = "--until", paramLabel = "TIME", description = "when it came, such as 2026-11-30T11:00:00Z")
    private String until;

    @Option(names = "--max", paramLabel = "N", description = "how many at most; ${DEFAULT-VALUE} if nothing is said")
    private int max = DEFAULT_MAX;

    @Override
    protected void run(Api server) throws ApiException {
        if (id != null) {
            life(server.get("/messages/" + Api.part(id)).asJsonObject());
            return;
        }
        JsonArrayBuilder all = Json.createArrayBuilder();
        String after = null;
        int left = max;
        do {
            JsonObject page = server.get("/messages?" + question(left, after)).asJsonObject();
            for (JsonObject entry : page.getJsonArray("messages").getValuesAs(JsonObject.class)) {
                left--;
                if (isJson()) {
                    all.add(entry);
                } else {
                    print(entry);
                }
            }
            after = page.isNull("after") ? null : page.getString("after");
        } while (after != null && left > 0);
        if (isJson()) {
            print(all.build());
        }
    }

    private String question(int left, String after) {
        Map<String, String> conditions = new LinkedHashMap<>();
        conditions.put("sender", sender);
        conditions.put("recipient", recipient);
        conditions.put("address", address);
        conditions.put("domain", domain);
        conditions.put("messageId", messageId);
        conditions.put("subject", subject);
        conditions.put("client", client);
        conditions.put("state", state);
        conditions.put("since", since);
        conditions.put("until", until);
        conditions.put("after", after);
        StringBuilder question = new StringBuilder("max=" + Math.min(left, 1_000));
        conditions.forEach((name, value) -> {
            if (value != null) {
                question.append('&').append(name).append('=').append(Api.part(value));
            }
        });
        return question.toString();
    }

    private void print(JsonObject entry) {
        long times = entry.getJsonNumber("times").longValue();
        out().println(date(entry, "at") + "  #" + entry.getString("id") + "  " + entry.getString("state")
                + (times > 1 ? " (" + times + " times)" : "") + "  <" + safe(entry.getString("sender"))
                + "> to <" + safe(entry.getString("recipient")) + ">" + said(entry));
    }

    private static String date(JsonObject of, String name) {
        return DATE.format(Instant.parse(of.getString(name))) + " GMT";
    }

    /** What was last said, in one line. */
    private static String said(JsonObject of) {
        String said = of.isNull("report") ? of.isNull("reply") ? "" : of.getString("reply") : of.getString("report");
        return said.isEmpty() ? "" : "  " + safe(said.strip().replace('\n', ' '));
    }

    private void life(JsonObject life) {
        if (isJson()) {
            print((JsonValue) life);
            return;
        }
        links(life, "earlier", "follows from");
        for (JsonObject step : life.getJsonArray("steps").getValuesAs(JsonObject.class)) {
            out().println(date(step, "at") + "  " + step.getString("what")
                    + (step.isNull("recipient") ? "" : "  <" + safe(step.getString("recipient")) + ">")
                    + (step.isNull("other") ? "" : "  #" + step.getString("other")) + said(step));
        }
    }

    private void links(JsonObject life, String name, String words) {
        for (JsonObject link : life.getJsonArray(name).getValuesAs(JsonObject.class)) {
            out().println(words + " #" + link.getString("id") + " (" + link.getString("kind") + ")");
        }
    }
}
