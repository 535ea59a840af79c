package ee.qmail.smtpd;

import ee.qmail.control.Blocklist;
import ee.qmail.dns.Dns;
import ee.qmail.loop.SteadyClock;
import ee.qmail.tcpserver.TcpRule;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * rblsmtpd: whether a client is refused because it is in a DNS blocklist (TS-6, RFC 5782). A blocked client is greeted
 * as any other, and its recipients are refused, so that the reason reaches the sender.
 *
 * <p>The variable {@code RBLSMTPD} of the client's rule goes before all lists: empty, it is never blocked; a text
 * blocks it for now (451), a text behind a hyphen for good (553). Clients that may relay are not looked up. A list that does
 * not answer blocks nobody, and is left alone for a minute.
 */
@ApplicationScoped
public class Rblsmtpd {
    private static final Logger LOG = Logger.getLogger(Rblsmtpd.class.getName());
    private static final Duration REST = Duration.ofMinutes(1);
    private static final int MAX_TEXT = 200;

    private final Dns dns;
    private final Clock clock;
    private final Map<String, Instant> silent = new ConcurrentHashMap<>();

    /** For the container's proxies. */
    protected Rblsmtpd() {
        this(null, null);
    }

    @Inject
    Rblsmtpd(Dns dns) {
        this(dns, new SteadyClock());
    }

    Rblsmtpd(Dns dns, Clock clock) {
        this.dns = dns;
        this.clock = clock;
    }

    /** Tells whether {@link #reply} would ask the DNS. */
    boolean asks(TcpRule rule, List<Blocklist> lists) {
        return !lists.isEmpty()
                && !rule.environment().containsKey("RELAYCLIENT")
                && !rule.environment().containsKey("RBLSMTPD");
    }

    /**
     * Blocks for some seconds if a list is slow.
     *
     * @param lists asked in this order; the first that has the client decides
     * @return the reply to each recipient, code, enhanced code and text; empty if the client is not blocked
     */
    Optional<String> reply(InetAddress client, TcpRule rule, List<Blocklist> lists) {
        String own = rule.environment().get("RBLSMTPD");
        if (own != null) {
            return own.isEmpty()
                    ? Optional.empty()
                    : Optional.of(reply(!own.startsWith("-"), own.replaceFirst("^-", "")));
        }
        if (!asks(rule, lists)) {
            return Optional.empty();
        }
        return lists.stream()
                .map(list -> find(client, list).map(text -> reply(list.deferring(), text)))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static String reply(boolean deferring, String text) {
        return (deferring ? "451 4.7.1 " : "553 5.7.1 ") + text;
    }

    private Optional<String> find(InetAddress client, Blocklist list) {
        Instant now = clock.instant();
        if (now.isBefore(silent.getOrDefault(list.zone(), Instant.MIN))) {
            return Optional.empty();
        }
        String name = reversed(client.getAddress()) + "." + list.zone();
        try {
            return dns.addresses(name).stream().anyMatch(Rblsmtpd::isListing)
                    ? Optional.of(text(client, list, name))
                    : Optional.empty();
        } catch (Dns.NoSuchNameException e) {
            return Optional.empty();
        } catch (Dns.TryAgainException e) {
            silent.put(list.zone(), now.plus(REST));
            LOG.log(Level.WARNING, "blocklist {0} does not answer and is left alone for a minute: {1}", new Object[] {
                list.zone(), e.getMessage()
            });
            return Optional.empty();
        }
    }

    /** 127.0.0.0/8 but for 127.255.255.0/24, by which lists say that they do not talk to this resolver. */
    private static boolean isListing(InetAddress answer) {
        byte[] octets = answer.getAddress();
        return octets.length == 4 && octets[0] == 127 && !(octets[1] == -1 && octets[2] == -1);
    }

    /** Returns the list's text about the client, as far as it fits into a reply. */
    private String text(InetAddress client, Blocklist list, String name) {
        String said = "";
        try {
            said = dns.texts(name).stream().findFirst().orElse("");
        } catch (Dns.NoSuchNameException | Dns.TryAgainException e) {
            LOG.log(Level.FINE, "blocklist {0} gives no reason: {1}", new Object[] {list.zone(), e.getMessage()});
        }
        String text = said.isBlank() ? client.getHostAddress() + " is listed by " + list.zone() : said.strip();
        return text.replaceAll("[^ -~]", "_").substring(0, Math.min(MAX_TEXT, text.length()));
    }

    private static String reversed(byte[] octets) {
        StringBuilder name = new StringBuilder();
        if (octets.length == 4) {
            for (int i = 3; i >= 0; i--) {
                name.append(octets[i] & 0xff).append('.');
            }
        } else {
            name.append(HexFormat.of().formatHex(octets).replaceAll(".", "$0.")).reverse();
            name.deleteCharAt(0).append('.');
        }
        return name.substring(0, name.length() - 1);
    }
}
