package ee.qmail.bench.peer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Exim, the light daemon. */
final class Exim extends DebianPeer {
    Exim(Place place, Path cache) {
        super(place, new DebianPackage("exim4-daemon-light", cache));
    }

    @Override
    public String name() {
        return "exim";
    }

    @Override
    public String durability() {
        return "250 after fsync of both spool files; Maildir file synced; smtp_accept_max raised from 20 to 1000, "
                + "no limit of deliveries per connection";
    }

    @Override
    public Set<Ability> abilities() {
        return Set.of(Ability.SMTP, Ability.RELAY);
    }

    @Override
    List<String> command() {
        place.write(
                "users",
                Population.all().stream().map(user -> user + ": " + user + "\n").collect(Collectors.joining()));
        place.write("etc/exim4/exim4.conf", configuration());
        Sandbox sandbox = new Sandbox(place, root, List.of("Debian-exim"));
        Path spool = place.mkdir("spool");
        place.mkdir("log");
        try {
            Files.createDirectories(root.resolve("var"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String script = "chown -R Debian-exim:Debian-exim '" + spool + "' '" + place.path("log")
                + "'; exec exim4 -bdf -q1m -oX 127.0.0.1." + place.smtp().getPort();
        return sandbox.command("sh", "-c", script);
    }

    private String configuration() {
        return """
                primary_hostname = mail.%2$s
                spool_directory = %1$s/spool
                log_file_path = %1$s/log/%%slog
                pid_file_path = %1$s/exim.pid
                keep_environment =
                tls_advertise_hosts =
                smtp_accept_max = 1000
                smtp_accept_queue_per_connection = 0
                acl_smtp_rcpt = open
                acl_smtp_data = open
                begin acl
                open:
                  accept
                begin routers
                sink:
                  driver = manualroute
                  domains = %4$s
                  transport = sink
                  route_list = * 127.0.0.1 byname
                  self = send
                home:
                  driver = accept
                  domains = %2$s
                  local_parts = lsearch;%1$s/users
                  transport = maildir
                begin transports
                sink:
                  driver = smtp
                  port = %5$d
                  allow_localhost
                  hosts_try_fastopen =
                maildir:
                  driver = appendfile
                  directory = %1$s/mail/$local_part_data/Maildir
                  maildir_format
                  user = %3$d
                  group = %3$d
                begin retry
                * * F,2h,1m
                """.formatted(
                        place.directory(),
                        Population.DOMAIN,
                        Sandbox.MAIL,
                        Population.SINK,
                        place.sink().getPort());
    }
}
