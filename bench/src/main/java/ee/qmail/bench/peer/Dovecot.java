package ee.qmail.bench.peer;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Dovecot as POP3 server over Maildirs. */
final class Dovecot extends DebianPeer {
    /** The form in which it has the passwords of its users. */
    enum Kept {
        CLEAR("dovecot", "kept in clear"),
        HASHED("dovecot-hashed", "kept as SHA512-CRYPT and SCRAM-SHA-256 of doveadm, auth cache off as delivered"),
        HASHED_AND_CACHED("dovecot-cached", "kept as SHA512-CRYPT and SCRAM-SHA-256 of doveadm, auth cache of 10 MB");

        private final String peer;
        private final String text;

        Kept(String peer, String text) {
            this.peer = peer;
            this.text = text;
        }
    }

    /** Stands in a file where a hash is to be. */
    private static final String HASH = "HASH";

    private final Kept kept;

    Dovecot(Place place, Path cache, Kept kept) {
        super(place, new DebianPackage("dovecot-pop3d", cache));
        this.kept = kept;
    }

    @Override
    public String name() {
        return kept.peer;
    }

    @Override
    public String durability() {
        return "only reads here; passwords " + kept.text + ", index files as delivered";
    }

    @Override
    public Set<Ability> abilities() {
        return switch (kept) {
            case CLEAR -> Set.of(Ability.POP3, Ability.POP3S, Ability.LOGIN, Ability.FIRST_LOGIN);
            case HASHED -> Set.of(Ability.LOGIN, Ability.FIRST_LOGIN);
            case HASHED_AND_CACHED -> Set.of(Ability.LOGIN);
        };
    }

    /** It remembers nothing, without a cache. */
    @Override
    public void forgetLogins() {}

    @Override
    InetSocketAddress greeter() {
        return pop3();
    }

    @Override
    List<String> command() {
        place.write("users", users("{PLAIN}" + Population.PASSWORD));
        place.write("hashed", users(HASH));
        place.write("scram", users(HASH));
        place.write("dovecot.conf", configuration());
        place.mkdir("run");
        place.mkdir("state");
        String conf = "-c '" + place.path("dovecot.conf") + "'";
        String script = kept == Kept.CLEAR
                ? ""
                : hash(conf, "SHA512-CRYPT", "hashed") + " && " + hash(conf, "SCRAM-SHA-256", "scram") + " && ";
        return new Sandbox(place, root, List.of("dovecot", "dovenull"))
                .command("sh", "-c", script + "exec dovecot -F " + conf);
    }

    private static String users(String password) {
        return Population.all().stream()
                .map(user -> user + ":" + password + "\n")
                .collect(Collectors.joining());
    }

    /** The command that puts a hash of Dovecot's own into a file. */
    private String hash(String conf, String scheme, String file) {
        return "hash=$(doveadm " + conf + " pw -s " + scheme + " -p " + Population.PASSWORD + ") && sed -i \"s|" + HASH
                + "|$hash|\" '" + place.path(file) + "'";
    }

    private String configuration() {
        return """
                base_dir = %1$s/run
                state_dir = %1$s/state
                log_path = %1$s/server.log
                protocols = pop3
                listen = 127.0.0.1
                ssl = yes
                ssl_cert = <%4$s
                ssl_key = <%5$s
                auth_mechanisms = plain scram-sha-256
                auth_cache_size = %7$s
                disable_plaintext_auth = no
                mail_location = maildir:%1$s/mail/%%n/Maildir
                service pop3-login {
                  inet_listener pop3 {
                    port = %2$d
                  }
                  inet_listener pop3s {
                    port = %6$d
                    ssl = yes
                  }
                }
                %8$s
                userdb {
                  driver = static
                  args = uid=%3$d gid=%3$d home=%1$s/mail/%%n
                }
                """.formatted(
                        place.directory(),
                        place.pop3().getPort(),
                        Sandbox.MAIL,
                        place.certificate().chain(),
                        place.certificate().key(),
                        place.pop3s().getPort(),
                        kept == Kept.HASHED_AND_CACHED ? "10M" : "0",
                        passwords());
    }

    private String passwords() {
        return kept == Kept.CLEAR
                ? passwords("users", "plain scram-sha-256")
                : passwords("hashed", "plain") + passwords("scram", "scram-sha-256");
    }

    private String passwords(String file, String mechanisms) {
        return """
                passdb {
                  driver = passwd-file
                  mechanisms = %3$s
                  args = username_format=%%n %1$s/%2$s
                }
                """.formatted(place.directory(), file, mechanisms);
    }
}
