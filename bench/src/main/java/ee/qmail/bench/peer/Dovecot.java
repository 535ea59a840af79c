package ee.qmail.bench.peer;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Dovecot as POP3 server over Maildirs. */
final class Dovecot extends DebianPeer {
    Dovecot(Place place, Path cache) {
        super(place, new DebianPackage("dovecot-pop3d", cache));
    }

    @Override
    public String name() {
        return "dovecot";
    }

    @Override
    public String durability() {
        return "only reads here; passwords kept in clear, index files as delivered";
    }

    @Override
    public Set<Ability> abilities() {
        return Set.of(Ability.POP3);
    }

    @Override
    InetSocketAddress greeter() {
        return pop3();
    }

    @Override
    List<String> command() {
        String users = Population.all().stream()
                .map(user -> user + ":{PLAIN}" + Population.PASSWORD + "\n")
                .collect(Collectors.joining());
        place.write("users", users);
        place.write("dovecot.conf", configuration());
        place.mkdir("run");
        place.mkdir("state");
        return new Sandbox(place, root, List.of("dovecot", "dovenull"))
                .command("dovecot", "-F", "-c", place.path("dovecot.conf").toString());
    }

    private String configuration() {
        return """
                base_dir = %1$s/run
                state_dir = %1$s/state
                log_path = %1$s/server.log
                protocols = pop3
                listen = 127.0.0.1
                ssl = no
                disable_plaintext_auth = no
                mail_location = maildir:%1$s/mail/%%n/Maildir
                service pop3-login {
                  inet_listener pop3 {
                    port = %2$d
                  }
                  inet_listener pop3s {
                    port = 0
                  }
                }
                passdb {
                  driver = passwd-file
                  args = username_format=%%n %1$s/users
                }
                userdb {
                  driver = static
                  args = uid=%3$d gid=%3$d home=%1$s/mail/%%n
                }
                """.formatted(place.directory(), place.pop3().getPort(), Sandbox.MAIL);
    }
}
