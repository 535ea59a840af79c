package ee.qmail.bench.peer;

import ee.qmail.bench.BenchException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Postfix with its own defaults: only addresses, directories and users are set. */
final class Postfix extends DebianPeer {
    Postfix(Place place, Path cache) {
        super(place, new DebianPackage("postfix", cache));
    }

    @Override
    public String name() {
        return "postfix";
    }

    @Override
    public String durability() {
        return "250 after fsync of the queue file; Maildir file synced, directories never; STARTTLS offered; port for smtps without a log-in; all limits as delivered";
    }

    @Override
    public Set<Ability> abilities() {
        return Set.of(Ability.SMTP, Ability.RELAY, Ability.STARTTLS, Ability.SMTPS);
    }

    @Override
    List<String> command() {
        Path settings = place.mkdir("conf");
        place.write("conf/vmailbox", table(user -> user + "/Maildir/"));
        place.write(
                "conf/transport",
                Population.SINK + " smtp:[127.0.0.1]:" + place.sink().getPort() + "\n");
        place.write("conf/main.cf", mainCf());
        place.write("conf/master.cf", masterCf());
        Sandbox sandbox = new Sandbox(place, root, List.of("postfix", "postdrop"));
        place.mkdir("queue");
        Path data = place.mkdir("data");
        String script = "chown postfix '" + data + "'; exec postfix -c '" + settings + "' start-fg";
        return sandbox.command("sh", "-c", script);
    }

    private static String table(UnaryOperator<String> value) {
        return Population.all().stream()
                .map(user -> Population.address(user) + " " + value.apply(user) + "\n")
                .collect(Collectors.joining());
    }

    private String mainCf() {
        return """
                compatibility_level = 3.6
                queue_directory = %1$s/queue
                data_directory = %1$s/data
                command_directory = /usr/sbin
                daemon_directory = /usr/lib/postfix/sbin
                maillog_file = /dev/stdout
                inet_interfaces = 127.0.0.1
                inet_protocols = ipv4
                myhostname = mail.%2$s
                mydestination =
                mynetworks = 127.0.0.0/8
                alias_maps =
                virtual_mailbox_domains = %2$s
                virtual_mailbox_base = %1$s/mail
                virtual_mailbox_maps = texthash:%1$s/conf/vmailbox
                virtual_uid_maps = static:%3$d
                virtual_gid_maps = static:%3$d
                transport_maps = texthash:%1$s/conf/transport
                smtpd_tls_security_level = may
                smtpd_tls_chain_files = %4$s
                """.formatted(
                        place.directory(),
                        Population.DOMAIN,
                        Sandbox.MAIL,
                        place.certificate().both());
    }

    private String smtpsService() {
        return "127.0.0.1:" + place.smtps().getPort() + " inet n - n - - smtpd -o smtpd_tls_wrappermode=yes\n";
    }

    /** The delivered one, on our port and without chroot. */
    private String masterCf() {
        Path model = Stream.of(
                        root.resolve("usr/share/postfix/master.cf.dist"), Path.of("/usr/share/postfix/master.cf.dist"))
                .filter(Files::exists)
                .findFirst()
                .orElseThrow(() -> new BenchException("postfix: no /usr/share/postfix/master.cf.dist in the package"));
        try (Stream<String> lines = Files.lines(model)) {
            return lines.map(line -> line.replaceFirst(
                                    "^smtp +inet", "127.0.0.1:" + place.smtp().getPort() + " inet")
                            .replaceFirst("^(\\S+\\s+(?:inet|unix|fifo)\\s+\\S+\\s+\\S+\\s+)y", "$1n"))
                    .collect(
                            Collectors.joining("\n", "", "\npostlog unix-dgram n - n - 1 postlogd\n" + smtpsService()));
        } catch (IOException e) {
            throw new BenchException("postfix: " + model + " cannot be read", e);
        }
    }
}
