package ee.qmail.cli;

import ee.qmail.address.DomainLookup;
import ee.qmail.cli.AccountCommands.Address;
import ee.qmail.cli.api.Api;
import ee.qmail.cli.api.ApiCommand;
import ee.qmail.cli.api.ApiException;
import ee.qmail.routing.ForwardTarget;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code qmail valias}. */
@Command(name = "valias", description = "tells or changes where the mail of an alias goes")
final class Valias extends ApiCommand {
    @Parameters(index = "0", paramLabel = "ADDRESS", description = "such as info@example.org; @example.org tells all")
    private String address;

    @Option(names = "-i", paramLabel = "TARGET", description = "adds a target: " + ForwardTarget.FORMS)
    private List<String> insert = List.of();

    @Option(names = "-r", paramLabel = "TARGET", description = "removes a target; with the last one the alias goes")
    private List<String> remove = List.of();

    @Option(names = "-d", description = "deletes the alias")
    private boolean delete;

    @Override
    protected void run(Api server) throws ApiException {
        if (address.startsWith("@")) {
            show(server.get(Address.parse("all" + address).aliases()));
            return;
        }
        Address alias = Address.parse(address);
        if (delete) {
            server.delete(alias.alias());
        } else if (insert.isEmpty() && remove.isEmpty()) {
            show(server.get(alias.alias()));
        } else {
            change(server, alias);
        }
    }

    private void change(Api server, Address alias) throws ApiException {
        JsonArrayBuilder targets = Json.createArrayBuilder();
        boolean exists = false;
        for (JsonObject each : Api.objects(server.get(alias.aliases()))) {
            if (each.getString("name").equalsIgnoreCase(alias.name())) {
                exists = true;
                each.getJsonArray("targets").getValuesAs(JsonString.class).stream()
                        .filter(target -> remove.stream().noneMatch(given -> isSame(given, target.getString())))
                        .forEach(targets::add);
            }
        }
        insert.forEach(targets::add);
        JsonArray wanted = targets.build();
        if (wanted.isEmpty()) {
            server.delete(alias.alias());
        } else if (exists) {
            server.put(
                    alias.alias(),
                    Json.createObjectBuilder().add("targets", wanted).build());
        } else {
            server.post(
                    alias.aliases(),
                    Json.createObjectBuilder()
                            .add("name", alias.name())
                            .add("targets", wanted)
                            .build());
        }
    }

    /** With or without the {@code &} of a {@code .qmail} file, in either spelling of the domain. */
    private static boolean isSame(String given, String target) {
        String address = given.startsWith("&") ? given.substring(1) : given;
        return address.equals(target) || DomainLookup.ascii(address).equals(target);
    }

    private void show(JsonValue answer) {
        if (isJson()) {
            print(answer);
            return;
        }
        for (JsonObject alias : Api.objects(answer)) {
            for (JsonString target : alias.getJsonArray("targets").getValuesAs(JsonString.class)) {
                out().println(alias.getString("address") + " -> " + target.getString());
            }
        }
    }
}
