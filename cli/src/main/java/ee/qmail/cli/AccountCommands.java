package ee.qmail.cli;

import ee.qmail.cli.api.Api;
import ee.qmail.cli.api.ApiCommand;
import ee.qmail.cli.api.ApiException;
import ee.qmail.cli.api.NewPasswordCommand;
import ee.qmail.maildir.Quota;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
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

    @Command(
            name = "vadddomain",
            description =
                    "serves a domain; its postmaster gets a mailbox, where nobody can log in unless a password is given")
    static final class Vadddomain extends NewPasswordCommand {
        @Parameters(index = "0", paramLabel = "DOMAIN", description = "such as example.org")
        private String domain;

        private String ofPostmaster;

        @Override
        protected void prepare() throws ApiException {
            ofPostmaster = isPasswordGiven() ? givenPassword() : null;
        }

        @Override
        protected void run(Api server) throws ApiException {
            JsonValue made = server.post(
                    "/domains", Json.createObjectBuilder().add("name", domain).build());
            if (ofPostmaster != null) {
                setPassword(server, Address.parse("postmaster@" + domain), ofPostmaster);
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

    @Command(name = "vadduser", description = "makes a mailbox; a password that is not given is asked for")
    static final class Vadduser extends NewPasswordCommand {
        @Parameters(index = "0", paramLabel = "ADDRESS", description = "such as ana@example.org")
        private String address;

        @Option(names = "--no-password", description = "the mailbox keeps mail, and nobody can log in")
        private boolean withoutPassword;

        @Option(
                names = "-q",
                paramLabel = "QUOTA",
                description = "how much it may hold, such as 50M; NOQUOTA: no limit")
        private String quota = "NOQUOTA";

        @Override
        protected void prepare() throws ApiException {
            Address.parse(address);
            if (withoutPassword && isPasswordGiven()) {
                throw new ApiException(ApiException.PERMANENT, "a new password is given, and --no-password too");
            }
            if (!withoutPassword) {
                requirePasswordOrTerminal(address);
            }
        }

        @Override
        protected void run(Api server) throws ApiException {
            Address mailbox = Address.parse(address);
            JsonObjectBuilder request = Json.createObjectBuilder().add("name", mailbox.name());
            if (!withoutPassword) {
                request.add("password", givenOrAskedPassword(address));
            }
            quota(quota).ifPresent(octets -> request.add("quota", octets));
            JsonValue made = server.post(mailbox.mailboxes(), request.build());
            if (isJson()) {
                print(made);
            }
        }
    }

    @Command(name = "vpasswd", description = "sets the password of a mailbox; one that is not given is asked for")
    static final class Vpasswd extends NewPasswordCommand {
        @Parameters(index = "0", paramLabel = "ADDRESS", description = "such as ana@example.org")
        private String address;

        @Override
        protected void prepare() throws ApiException {
            Address.parse(address);
            requirePasswordOrTerminal(address);
        }

        @Override
        protected void run(Api server) throws ApiException {
            setPassword(server, Address.parse(address), givenOrAskedPassword(address));
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

    static OptionalLong quota(String text) throws ApiException {
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
                if (!mailbox.isNull("displayName")) {
                    out().println("owner:     " + mailbox.getString("displayName"));
                }
                out().println("log-in:    " + login(mailbox));
                out().println("quota:     " + (mailbox.isNull("quota") ? "none" : mailbox.get("quota") + " octets"));
                if (!mailbox.isNull("used")) {
                    out().println("used:      " + mailbox.get("used") + " octets");
                }
                for (JsonString target : mailbox.getJsonArray("forward").getValuesAs(JsonString.class)) {
                    out().println("forward:   " + target.getString());
                }
                out().println("since:     " + mailbox.getString("created"));
                out().println();
            }
        }

        private static String login(JsonObject mailbox) {
            if (mailbox.getBoolean("login")) {
                return "allowed";
            }
            return mailbox.getBoolean("suspended") ? "suspended" : "not possible";
        }
    }
}
