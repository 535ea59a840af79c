package ee.qmail.cli.log;

import ee.qmail.cli.api.Api;
import ee.qmail.cli.api.ApiCommand;
import ee.qmail.cli.api.ApiException;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The lines of a log, with their times, and those that come. */
@Command(name = "log", description = "the newest lines of a log of the server; with -f those too that come from now on")
public final class LogCommand extends ApiCommand {
    private static final int DEFAULT_MAX = 100;
    private static final int AT_ONCE = 1_000;
    private static final int MOST = 100_000;
    private static final int PAUSE_SECONDS = 1;

    @Parameters(
            paramLabel = "LOG",
            arity = "0..1",
            description =
                    "send, smtpd, submission, submissions, pop3d, pop3s, or server for the application server''s own; ${DEFAULT-VALUE} if nothing is said")
    private String log = "send";

    @Option(names = "-f", description = "follows: prints what comes until it is ended")
    private boolean isFollowed;

    @Option(names = "--grep", paramLabel = "TEXT", description = "only lines with this text, which is no pattern")
    private String text;

    @Option(names = "--level", paramLabel = "LEVEL", description = "of log server: WARNING and above, for instance")
    private String level;

    @Option(names = "--since", paramLabel = "TIME", description = "such as 2026-11-30T10:00:00Z")
    private String since;

    @Option(names = "--until", paramLabel = "TIME", description = "such as 2026-11-30T11:00:00Z")
    private String until;

    @Option(
            names = "--id",
            paramLabel = "ID",
            description = "queue id of one message: its lines in log send, and those of its deliveries")
    private String id;

    @Option(names = "--max", paramLabel = "N", description = "how many at most; ${DEFAULT-VALUE} if nothing is said")
    private int max = DEFAULT_MAX;

    @Override
    protected void prepare() throws ApiException {
        if (max < 1 || max > MOST) {
            throw new ApiException(ApiException.PERMANENT, "--max " + max + ": must be a number from 1 to " + MOST);
        }
        if (isFollowed && until != null) {
            throw new ApiException(ApiException.PERMANENT, "--until: must not be given with -f, which has no end");
        }
    }

    @Override
    protected void run(Api server) throws ApiException {
        List<JsonObject> pages = new ArrayList<>();
        String after = null;
        int left = max;
        do {
            JsonObject page = server.get(
                            "/logs?" + question(left, after) + condition("since", since) + condition("until", until))
                    .asJsonObject();
            pages.add(0, page);
            left -= page.getJsonArray("lines").size();
            after = string(page, "after");
        } while (after != null && left > 0);
        if (isJson() && !isFollowed) {
            JsonArrayBuilder all = Json.createArrayBuilder();
            pages.forEach(page -> lines(page).forEach(all::add));
            print(all.build());
            return;
        }
        pages.forEach(this::printLines);
        if (isFollowed) {
            follow(server, string(pages.get(pages.size() - 1), "end"));
        }
    }

    private void follow(Api server, String end) throws ApiException {
        String place = end;
        while (!Thread.currentThread().isInterrupted()) {
            out().flush();
            try {
                TimeUnit.SECONDS.sleep(PAUSE_SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            JsonObject page =
                    server.get("/logs/tail?" + question(AT_ONCE, place)).asJsonObject();
            if (string(page, "after") != null && place != null && !isJson()) {
                out().println("... more lines have come than can be shown here");
            }
            printLines(page);
            place = string(page, "end");
        }
    }

    private String question(int wanted, String after) {
        return "log=" + Api.part(log) + "&max=" + Math.min(wanted, AT_ONCE) + condition("contains", text)
                + condition("level", level) + condition("queueId", id) + condition("after", after);
    }

    /** Empty if it is not given. */
    private static String condition(String name, String value) {
        return value == null ? "" : "&" + name + "=" + Api.part(value);
    }

    private static List<JsonObject> lines(JsonObject page) {
        return page.getJsonArray("lines").getValuesAs(JsonObject.class);
    }

    private static String string(JsonObject of, String name) {
        return of.isNull(name) ? null : of.getString(name);
    }

    private void printLines(JsonObject page) {
        for (JsonObject line : lines(page)) {
            if (isJson()) {
                print(line);
                continue;
            }
            String at = string(line, "at");
            String of = string(line, "level");
            out().println((at == null ? "" : at + " ") + (of == null ? "" : of + " ") + safe(line.getString("text")));
            line.getJsonArray("more")
                    .getValuesAs(JsonString.class)
                    .forEach(each -> out().println(safe(each.getString().replace("\t", "    "))));
        }
    }
}
