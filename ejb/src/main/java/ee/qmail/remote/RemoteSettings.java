package ee.qmail.remote;

import ee.qmail.control.Controls;
import ee.qmail.control.SmtpRoute;
import ee.qmail.control.TlsLevel;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The values of the control files of the moment for remote delivery.
 *
 * @param heloHost name in EHLO and HELO: control/helohost
 * @param timeoutConnect for a TCP connection: control/timeoutconnect
 * @param timeoutRemote for each reply to be complete, and for each write: control/timeoutremote
 * @param timeoutTotal for a whole delivery over all hosts; qmail has no such limit, and a peer that sends an octet now
 *     and then could hold it for ever
 * @param routes the relay for a domain, if it has one: control/smtproutes
 * @param port of mail exchangers
 * @param senders the relay for an envelope sender, which goes before that for a domain: control/authsenders
 * @param tlsLevels the level of TLS that is stated of a domain or a relay: control/tlspolicies
 */
public record RemoteSettings(
        String heloHost,
        Duration timeoutConnect,
        Duration timeoutRemote,
        Duration timeoutTotal,
        Function<String, Optional<SmtpRoute>> routes,
        int port,
        Function<String, Optional<SmtpRoute>> senders,
        Function<String, Optional<TlsLevel>> tlsLevels) {
    /** The port of SMTP. */
    public static final int SMTP_PORT = 25;

    /**
     * The final dot: a server that has the text may look long at it, and one that is left then has perhaps taken it (RFC 1047).
     * RFC 5321 4.5.3.2.6 asks to wait 10 minutes at least.
     */
    static final Duration FINAL_DOT = Duration.ofMinutes(10);

    /**
     * Octets of the text in a second, on average: at this rate or faster the other side is slow, but it goes on. A modem of
     * 1990 had as many.
     */
    static final int LEAST_RATE = 1024;

    private static final Duration TOTAL = Duration.ofHours(2);

    /**
     * All answers of a delivery but those to recipients beyond the first and to the final dot, with connecting: greeting, EHLO, MAIL and RCPT
     * of 5 minutes each, DATA of 2 and a block of the text of 3. These are the times that RFC 5321 4.5.3.2 asks to wait at least
     * for each of them (EHLO as MAIL).
     */
    private static final Duration ANSWERS = Duration.ofMinutes(5 + 5 + 5 + 5 + 2 + 3);

    /** On average; few servers take a second to answer. */
    private static final Duration PER_RECIPIENT = Duration.ofSeconds(10);

    /**
     * Time for a delivery in which the other side does not take the text at {@link #LEAST_RATE}, over all hosts. One that is silent
     * for as long as it may be at each single answer would hold a slot of {@code concurrencyremote} for {@link
     * #timeoutTotal} otherwise. Not less than {@link #timeoutRemote}, which an administrator may have raised.
     */
    Duration patience(int recipients) {
        Duration answers = ANSWERS.plus(PER_RECIPIENT.multipliedBy(recipients));
        Duration atLeast = answers.compareTo(timeoutRemote) < 0 ? timeoutRemote : answers;
        return atLeast.compareTo(timeoutTotal) < 0 ? atLeast : timeoutTotal;
    }

    /** Those of a server that knows no more of other servers than its routes. */
    public RemoteSettings(
            String heloHost,
            Duration timeoutConnect,
            Duration timeoutRemote,
            Duration timeoutTotal,
            Function<String, Optional<SmtpRoute>> routes,
            int port) {
        this(
                heloHost,
                timeoutConnect,
                timeoutRemote,
                timeoutTotal,
                routes,
                port,
                sender -> Optional.empty(),
                domain -> Optional.empty());
    }

    public RemoteSettings(
            String heloHost,
            Duration timeoutConnect,
            Duration timeoutRemote,
            Function<String, Optional<SmtpRoute>> routes) {
        this(heloHost, timeoutConnect, timeoutRemote, TOTAL, routes, SMTP_PORT);
    }

    static RemoteSettings of(Controls controls) {
        return new RemoteSettings(
                controls.helohost(),
                controls.timeoutconnect(),
                controls.timeoutremote(),
                TOTAL,
                controls.smtproutes()::find,
                SMTP_PORT,
                controls.authsenders()::find,
                controls.tlspolicies()::find);
    }

    /** The relay for a message, if it has one. */
    Optional<SmtpRoute> relay(String sender, String domain) {
        return senders.apply(sender).or(() -> routes.apply(domain));
    }

    /** The stronger one of what is stated of the domain and of its relay (RTLS-1). */
    Optional<TlsLevel> tlsLevel(String domain, Optional<SmtpRoute> relay) {
        return Stream.concat(
                        tlsLevels.apply(domain).stream(),
                        relay.flatMap(route -> tlsLevels.apply(route.relay())).stream())
                .max(Comparator.naturalOrder());
    }
}
