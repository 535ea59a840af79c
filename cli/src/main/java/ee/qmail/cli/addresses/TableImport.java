package ee.qmail.cli.addresses;

import ee.qmail.cli.api.Api;
import ee.qmail.cli.api.ApiException;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;

/** {@code qmail import DOMAIN FILE}: mailboxes and aliases from a table. */
public final class TableImport {
    private static final long PAUSE_MILLIS = 500;
    /** Between two words about the progress: so many pauses. */
    private static final int QUIET = 10;

    private static final List<String> COUNTS = List.of("created", "changed", "unchanged", "skipped", "faults");

    private final Api server;
    private final PrintWriter out;
    private final PrintWriter err;

    /** @param err for the progress */
    public TableImport(Api server, PrintWriter out, PrintWriter err) {
        this.server = server;
        this.out = out;
        this.err = err;
    }

    /**
     * Imports a table, and waits for the end.
     *
     * @param passwords a new file for the result, with the passwords that are made for mailboxes without one; null: none are made
     * @return the answer of the server
     */
    public JsonObject take(String domain, Path table, boolean isDry, String existing, Path passwords)
            throws ApiException {
        String query = "?dryRun=" + isDry + "&existing=" + Api.part(existing) + "&generate=" + (passwords != null);
        String path = "/domains/" + Api.part(domain) + "/import" + query;
        if (passwords == null || isDry) {
            return ended(server.post(path, table, "text/csv").asJsonObject());
        }
        JsonObject[] run = new JsonObject[1];
        NewFile.write(passwords, result -> {
            run[0] = ended(server.post(path, table, "text/csv").asJsonObject());
            server.fetch("POST", "/imports/" + Api.part(run[0].getString("id")) + "/result", "text/csv", result);
        });
        return run[0];
    }

    private JsonObject ended(JsonObject begun) throws ApiException {
        JsonObject run = begun;
        for (int pauses = 1; run.isNull("ended"); pauses++) {
            pause(run);
            if (pauses % QUIET == 0) {
                err.println(run.getJsonNumber("done") + " of " + run.getJsonNumber("rows"));
                err.flush();
            }
            run = server.get("/imports/" + Api.part(run.getString("id"))).asJsonObject();
        }
        return run;
    }

    /** The first faults, and how many lines came to what. */
    public void tell(JsonObject run) {
        for (JsonObject fault : run.getJsonArray("problems").getValuesAs(JsonObject.class)) {
            for (JsonString problem : fault.getJsonArray("problems").getValuesAs(JsonString.class)) {
                out.println("line " + fault.getJsonNumber("line") + ": "
                        + problem.getString().replaceAll("\\p{Cntrl}", "_"));
            }
        }
        StringBuilder counts = new StringBuilder(run.getBoolean("dryRun") ? "would be" : run.getString("state"));
        for (String count : COUNTS) {
            counts.append(", ").append(count).append(": ").append(run.getJsonNumber(count));
        }
        out.println(counts);
        out.flush();
    }

    /** @throws ApiException if some lines are at fault, or it has not come to its end */
    public static void require(JsonObject run) throws ApiException {
        if (!run.getString("state").equals("done")) {
            throw new ApiException(
                    ApiException.TEMPORARY, "has not come to its end; the same command once more does the rest");
        }
        if (run.getJsonNumber("faults").longValue() > 0) {
            throw new ApiException(
                    ApiException.PERMANENT, run.getJsonNumber("faults") + " lines are at fault, and are left out");
        }
    }

    private static void pause(JsonObject run) throws ApiException {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ApiException(
                    ApiException.TEMPORARY, "interrupted; the server goes on with import " + run.getString("id"));
        }
    }
}
