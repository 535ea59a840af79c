package ee.qmail.bench.peer;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** OpenSMTPD. Its spool is where it was compiled to be, so that place is a directory of this run. */
final class OpenSmtpd extends DebianPeer {
    OpenSmtpd(Place place, Path cache) {
        super(place, new DebianPackage("opensmtpd", cache));
    }

    @Override
    public String name() {
        return "opensmtpd";
    }

    @Override
    public String durability() {
        return "nothing synced before 250, one fsync at delivery; all limits as delivered";
    }

    @Override
    public Set<Ability> abilities() {
        return Set.of(Ability.SMTP, Ability.RELAY);
    }

    @Override
    List<String> command() {
        String users = Population.all().stream()
                .map(user -> user + " " + Sandbox.MAIL + ":" + Sandbox.MAIL + ":"
                        + place.path("mail").resolve(user) + "\n")
                .collect(Collectors.joining());
        place.write("users", users);
        place.write("smtpd.conf", configuration());
        Path spool = place.mkdir("spool");
        Path empty = place.mkdir("empty");
        String script = "chmod 711 '" + spool + "'; exec smtpd -d -f '" + place.path("smtpd.conf") + "'";
        return new Sandbox(place, root, List.of("opensmtpd", "opensmtpq"))
                .bind(spool, "/var/spool/smtpd")
                .bind(empty, "/var/lib/opensmtpd/empty")
                .command("sh", "-c", script);
    }

    private String configuration() {
        return """
                table users file:%1$s/users
                listen on 127.0.0.1 port %2$d hostname mail.%3$s
                action "home" maildir "%1$s/mail/%%{rcpt.user}/Maildir" userbase <users>
                action "sink" relay host smtp://127.0.0.1:%4$d
                match from any for domain "%3$s" action "home"
                match from any for domain "%5$s" action "sink"
                """.formatted(
                        place.directory(),
                        place.smtp().getPort(),
                        Population.DOMAIN,
                        place.sink().getPort(),
                        Population.SINK);
    }
}
