package ee.qmail.status;

import ee.qmail.accounts.NotFoundException;
import ee.qmail.caller.AdministratorsOnly;
import ee.qmail.contract.MailService;
import ee.qmail.contract.OpenConnection;
import ee.qmail.text.Sentence;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/** The connections to all doors of this server that are open now: a list, and their end. Safe for use by several threads. */
@ApplicationScoped
@AdministratorsOnly
public class OpenConnections {
    private static final Logger LOG = Logger.getLogger(OpenConnections.class.getName());

    /** An order of the list; of equals the eldest is first. */
    public enum Order {
        /** The eldest first. */
        SINCE(Comparator.comparing(OpenConnection::since)),
        DOOR(Comparator.comparing(each -> each.client().door())),
        /** Addresses of IPv4 before those of IPv6, each as octets. */
        CLIENT(Comparator.comparing(
                each -> each.client().peer().remote().getAddress().getAddress(), OpenConnections::compareAddresses)),
        /** Those without one last. */
        LOGIN(Comparator.comparing(
                each -> each.client().login(), Comparator.nullsLast(Comparator.<String>naturalOrder()))),
        STATE(Comparator.comparing(OpenConnection::activity)),
        MESSAGES(Comparator.comparing(OpenConnection::messages)),
        RECEIVED(Comparator.comparing(OpenConnection::received)),
        SENT(Comparator.comparing(OpenConnection::sent)),
        IDLE(Comparator.comparing(OpenConnection::idle));

        private static final Comparator<OpenConnection> ELDEST =
                Comparator.comparing(OpenConnection::since).thenComparing(OpenConnection::id);
        private final Comparator<OpenConnection> by;

        Order(Comparator<OpenConnection> by) {
            this.by = by;
        }

        private Comparator<OpenConnection> comparator(boolean backwards) {
            return (backwards ? by.reversed() : by).thenComparing(ELDEST);
        }
    }

    private static int compareAddresses(byte[] one, byte[] other) {
        return one.length == other.length
                ? Arrays.compareUnsigned(one, other)
                : Integer.compare(one.length, other.length);
    }

    /**
     * A part of the list.
     *
     * @param total how many there are that fit
     * @param page the number of this one, counted from 1: the last one if there are fewer than were asked for
     */
    public record Page(List<OpenConnection> rows, int total, int page) {}

    /**
     * A page of the list as it is now.
     *
     * @param page counted from 1
     * @param size rows of a page, at least 1
     */
    public Page page(ConnectionFilter filter, Order order, boolean backwards, int page, int size) {
        List<OpenConnection> all =
                fitting(filter).sorted(order.comparator(backwards)).toList();
        int last = Math.max(1, (all.size() + size - 1) / size);
        int shown = Math.max(1, Math.min(page, last));
        int from = (shown - 1) * size;
        return new Page(List.copyOf(all.subList(from, Math.min(all.size(), from + size))), all.size(), shown);
    }

    private static Stream<OpenConnection> fitting(ConnectionFilter filter) {
        return MailService.RUNNING.all().stream()
                .flatMap(service -> service.openConnections().stream())
                .filter(filter::fits);
    }

    /**
     * Ends a connection, as {@link MailService#end}.
     *
     * @param by name of the administrator, for the log
     * @throws NotFoundException if it is not open
     */
    public void end(String id, String by) {
        boolean found = MailService.RUNNING.all().stream().anyMatch(service -> service.end(id));
        if (!found) {
            throw new NotFoundException(Sentence.of("connection.none", id));
        }
        LOG.log(Level.INFO, "connection {0} is ended by administrator {1}", new Object[] {id, by});
    }
}
