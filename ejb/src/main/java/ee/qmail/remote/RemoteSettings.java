package ee.qmail.remote;

import ee.qmail.control.SmtpRoute;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

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
 */
public record RemoteSettings(
        String heloHost,
        Duration timeoutConnect,
        Duration timeoutRemote,
        Duration timeoutTotal,
        Function<String, Optional<SmtpRoute>> routes,
        int port) {
    /** The port of SMTP. */
    public static final int SMTP_PORT = 25;

    private static final Duration TOTAL = Duration.ofHours(2);

    public RemoteSettings(
            String heloHost,
            Duration timeoutConnect,
            Duration timeoutRemote,
            Function<String, Optional<SmtpRoute>> routes) {
        this(heloHost, timeoutConnect, timeoutRemote, TOTAL, routes, SMTP_PORT);
    }
}
