package ee.qmail.bench.load;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.function.LongFunction;

/**
 * The mail to send.
 *
 * @param sessions connections at once
 * @param messages how many at most
 * @param limit time after which no message is begun
 * @param size octets of a message
 * @param reuse whether a connection sends many messages, or one each
 * @param recipients of the message of a number
 * @param entrance the way in; who logs in is the sender too
 */
public record SmtpJob(
        InetSocketAddress server,
        int sessions,
        long messages,
        Duration limit,
        int size,
        boolean reuse,
        LongFunction<List<String>> recipients,
        Entrance entrance) {

    public SmtpJob {
        if (!server.getAddress().isLoopbackAddress()) {
            throw new IllegalArgumentException(server + " is not a loopback address; load is for this machine only");
        }
        if (sessions < 1 || messages < 1 || size < 256) {
            throw new IllegalArgumentException("sessions and messages must be 1 or more, the size 256 or more: "
                    + sessions + ", " + messages + ", " + size);
        }
    }
}
