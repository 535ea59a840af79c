package ee.qmail.cli.tls;

import ee.qmail.cli.api.Api;
import ee.qmail.cli.api.ApiCommand;
import ee.qmail.cli.api.ApiException;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code qmail tls acme}. */
@Command(
        name = "acme",
        description = "the certificate that the server gets and renews by ACME (control/acme)",
        footer = {
            "",
            "state: what there is, and when the next order is due. renew: orders within seconds. check: asks each name at port 80 for an"
                    + " answer of this server, and ends with 100 if one leads elsewhere."
        })
final class AcmeCommand extends ApiCommand {
    /** Without one it is the first. */
    enum Act {
        state,
        renew,
        check
    }

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "ACT",
            defaultValue = "state",
            description = "${COMPLETION-CANDIDATES}; ${DEFAULT-VALUE} unless given")
    private Act act;

    @Override
    protected void run(Api server) throws ApiException {
        switch (act) {
            case renew -> show(server.post("/certificates/acme/renewal", JsonValue.EMPTY_JSON_OBJECT));
            case check -> check(server.post("/certificates/acme/check", JsonValue.EMPTY_JSON_OBJECT));
            case state -> show(server.get("/certificates/acme"));
        }
    }

    private void check(JsonValue answer) throws ApiException {
        if (isJson()) {
            print(answer);
        }
        List<String> problems = texts(answer.asJsonObject(), "problems");
        if (!problems.isEmpty()) {
            throw new ApiException(ApiException.PERMANENT, String.join("\n", problems));
        }
        if (!isJson()) {
            out().println("nothing is wrong");
        }
    }

    private void show(JsonValue answer) {
        if (isJson()) {
            print(answer);
            return;
        }
        JsonObject acme = answer.asJsonObject();
        String state = acme.getString("state");
        if (state.equals("off")) {
            out().println("off: write the address of an authority's directory into control/acme");
            return;
        }
        out().println(state + ": " + String.join(" ", texts(acme, "names")) + ", by " + acme.getString("method")
                + " from " + acme.getString("directory"));
        line(acme, "notAfter", "  issued, until ");
        if (!acme.isNull("next")) {
            out().println("  next order at " + acme.getString("next") + ": " + acme.getString("reason"));
        }
        line(acme, "error", "  ");
        texts(acme, "tlsa").forEach(each -> out().println("  " + each));
    }

    private void line(JsonObject acme, String key, String before) {
        if (!acme.isNull(key)) {
            out().println(before + acme.getString(key));
        }
    }

    private static List<String> texts(JsonObject object, String key) {
        return object.getJsonArray(key).getValuesAs(JsonString.class).stream()
                .map(JsonString::getString)
                .collect(Collectors.toList());
    }
}
