package ee.qmail.cli;

import ee.qmail.address.DomainLookup;
import ee.qmail.cli.api.Api;
import ee.qmail.cli.api.ApiCommand;
import ee.qmail.cli.api.ApiException;
import ee.qmail.cli.api.Quota;
import ee.qmail.routing.ForwardTarget;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.List;
import java.util.OptionalLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The tools of vpopmail. */
final class AccountCommands {
    private AccountCommands() {}

    /** A name at a domain served here. */
    record Address(String name, String domain) {
        static Address parse(String text) throws ApiException {
            int at = text.lastIndexOf('@');
            if (at < 1 || at == text.length() - 1) {
                throw new ApiException(
                        ApiException.PERMANENT, "'" + text + "': must be an address, such as ana@example.org");
            }
            return new Address(text.substring(0, at), text.substring(at + 1));
        }

        String mailboxes() {
            return "/domains/" + Api.part(domain) + "/mailboxes";
        }

        String mailbox() {
            return mailboxes() + "/" + Api.part(name);
        }

        String aliases() {
            return "/domains/" + Api.part(domain) + "/aliases";
        }

        String alias() {
            return aliases() + "/" + Api.part(name);
        }
    }

    @Command(name = "vadddomain", description = "serves a domain; its postmaster gets a mailbox")
    static final class Vadddomain extends ApiCommand {
        @Parameters(index = "0", paramLabel = "DOMAIN", description = "such as example.org")
        private String domain;

        @Parameters(
                index = "1",
                arity = "0..1",
                paramLabel = "PASSWORD",
                description = "of its postmaster; without it nobody can log in as postmaster")
        private String password;

        @Override
        protected void run(Api server) throws ApiException {
            JsonValue made = server.post(
                    "/domains", Json.createObjectBuilder().add("name", domain).build());
            if (password != null) {
                setPassword(server, Address.parse("postmaster@" + domain), password);
            }
            if (isJson()) {
                print(made);
            }
        }
    }

    @Command(name = "vdeldomain", description = "serves a domain no more; its mail is moved to mail/.deleted")
    static final class Vdeldomain extends ApiCommand {
        @Parameters(index = "0", paramLabel = "DOMAIN", description = "such as example.org")
        private String domain;

        @Override
        protected void run(Api server) throws ApiException {
            server.delete("/domains/" + Api.part(domain));
        }
    }

    @Command(name = "vdominfo", description = "the domains served here")
    static final class Vdominfo extends ApiCommand {
        @Parameters(index = "0", arity = "0..1", paramLabel = "DOMAIN", description = "only this one")
        private String domain;

        @Override
        protected void run(Api server) throws ApiException {
            JsonValue answer = server.get(domain == null ? "/domains" : "/domains/" + Api.part(domain));
            if (isJson()) {
                print(answer);
                return;
            }
            for (JsonObject each : Api.objects(answer)) {
                out().println("domain: " + each.getString("name"));
                out().println("users: " + each.getJsonNumber("mailboxes"));
                out().println("aliases: " + each.getJsonNumber("aliases"));
                out().println();
            }
        }
    }

    @Command(name = "vadduser", description = "makes a mailbox")
    static final class Vadduser extends ApiCommand {
        @Parameters(index = "0", paramLabel = "ADDRESS", description = "such as ana@example.org")
        private String address;

        @Parameters(index = "1", arity = "0..1", paramLabel = "PASSWORD", description = "asked for if it is missing")
        private String password;

        @Option(names = "--no-password", description = "the mailbox keeps mail, and nobody can log in")
        private boolean withoutPassword;

        @Option(
                names = "-q",
                paramLabel = "QUOTA",
                description = "how much it may hold, such as 50M; NOQUOTA: no limit")
        private String quota = "NOQUOTA";

        @Override
        protected void run(Api server) throws ApiException {
            Address mailbox = Address.parse(address);
            JsonObjectBuilder request = Json.createObjectBuilder().add("name", mailbox.name());
            if (!withoutPassword) {
                request.add("password", password == null ? ask("Password of " + address + ": ") : password);
            }
            quota(quota).ifPresent(octets -> request.add("quota", octets));
            JsonValue made = server.post(mailbox.mailboxes(), request.build());
            if (isJson()) {
                print(made);
            }
        }
    }

    @Command(name = "vpasswd", description = "sets the password of a mailbox")
    static final class Vpasswd extends ApiCommand {
        @Parameters(index = "0", paramLabel = "ADDRESS", description = "such as ana@example.org")
        private String address;

        @Parameters(index = "1", arity = "0..1", paramLabel = "PASSWORD", description = "asked for if it is missing")
        private String password;

        @Override
        protected void run(Api server) throws ApiException {
            setPassword(
                    server,
                    Address.parse(address),
                    password == null ? ask("New password of " + address + ": ") : password);
        }
    }

    private static void setPassword(Api server, Address mailbox, String password) throws ApiException {
        server.put(
                mailbox.mailbox() + "/password",
                Json.createObjectBuilder().add("password", password).build());
    }

    @Command(name = "vsetuserquota", description = "sets how much a mailbox may hold")
    static final class Vsetuserquota extends ApiCommand {
        @Parameters(index = "0", paramLabel = "ADDRESS", description = "such as ana@example.org")
        private String address;

        @Parameters(index = "1", paramLabel = "QUOTA", description = "such as 50M; NOQUOTA: no limit")
        private String quota;

        @Override
        protected void run(Api server) throws ApiException {
            OptionalLong octets = quota(quota);
            JsonObjectBuilder request = Json.createObjectBuilder();
            server.put(
                    Address.parse(address).mailbox() + "/quota",
                    (octets.isPresent() ? request.add("quota", octets.getAsLong()) : request.addNull("quota")).build());
        }
    }

    private static OptionalLong quota(String text) throws ApiException {
        try {
            return Quota.parse(text);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new ApiException(ApiException.PERMANENT, e.getMessage(), e);
        }
    }

    @Command(name = "vdeluser", description = "deletes a mailbox; its mail is moved to mail/.deleted")
    static final class Vdeluser extends ApiCommand {
        @Parameters(index = "0", paramLabel = "ADDRESS", description = "such as ana@example.org")
        private String address;

        @Override
        protected void run(Api server) throws ApiException {
            server.delete(Address.parse(address).mailbox());
        }
    }

    @Command(name = "vuserinfo", description = "what is known of a mailbox, or of all of a domain")
    static final class Vuserinfo extends ApiCommand {
        @Parameters(index = "0", paramLabel = "ADDRESS", description = "such as ana@example.org; @example.org for all")
        private String address;

        @Override
        protected void run(Api server) throws ApiException {
            boolean all = address.startsWith("@");
            JsonValue answer = server.get(
                    all
                            ? Address.parse("all" + address).mailboxes()
                            : Address.parse(address).mailbox());
            if (isJson()) {
                print(answer);
                return;
            }
            for (JsonObject mailbox : Api.objects(answer)) {
                out().println("name:      " + mailbox.getString("name"));
                out().println("address:   " + mailbox.getString("address"));
                out().println("log-in:    " + (mailbox.getBoolean("login") ? "allowed" : "not possible"));
                out().println("quota:     " + (mailbox.isNull("quota") ? "none" : mailbox.get("quota") + " octets"));
                if (!mailbox.isNull("used")) {
                    out().println("used:      " + mailbox.get("used") + " octets");
                }
                out().println("since:     " + mailbox.getString("created"));
                out().println();
            }
        }
    }

    @Command(name = "valias", description = "tells or changes where the mail of an alias goes")
    static final class Valias extends ApiCommand {
        @Parameters(
                index = "0",
                paramLabel = "ADDRESS",
                description = "such as info@example.org; @example.org tells all")
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
}
