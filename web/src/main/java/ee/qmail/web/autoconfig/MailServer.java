package ee.qmail.web.autoconfig;

import ee.qmail.contract.Door;
import ee.qmail.contract.MailService;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * This server as the users of a domain reach it: its name and the ports of its doors.
 *
 * @param domain served here, in the spelling in which it is stored
 * @param host the name that the certificate is for
 * @param ports of the doors that there are; one that is stopped for a while is among them
 */
public record MailServer(String domain, String host, Map<Door, Integer> ports) {
    /** A user's way in. */
    public record Way(Door door, int port) {}

    private static final List<Door> SENDING = List.of(Door.SUBMISSIONS, Door.SUBMISSION);
    private static final List<Door> READING = List.of(Door.POP3S, Door.POP3);

    static MailServer of(String domain, String host, Collection<MailService> services) {
        Map<Door, Integer> ports = new EnumMap<>(Door.class);
        for (Door door : Door.values()) {
            services.stream()
                    .filter(service -> service.name().equals(name(door)))
                    .findFirst()
                    .ifPresent(service -> ports.put(door, service.address().getPort()));
        }
        return new MailServer(domain, host, ports);
    }

    private static String name(Door door) {
        return switch (door) {
            case MX -> "smtpd";
            case POP3 -> "pop3d";
            default -> door.label();
        };
    }

    /** To send mail by, the preferred way first (RFC 8314 3.3). */
    public List<Way> sending() {
        return ways(SENDING);
    }

    /** To read mail by, the preferred way first. */
    public List<Way> reading() {
        return ways(READING);
    }

    private List<Way> ways(List<Door> doors) {
        return doors.stream()
                .filter(ports::containsKey)
                .map(door -> new Way(door, ports.get(door)))
                .toList();
    }
}
