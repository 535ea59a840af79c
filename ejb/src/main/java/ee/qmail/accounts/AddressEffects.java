package ee.qmail.accounts;

import ee.qmail.caller.AdministratorsOnly;
import ee.qmail.control.Controls;
import ee.qmail.message.Channel;
import ee.qmail.routing.Rewriting;
import ee.qmail.routing.Route;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.util.ArrayList;
import java.util.List;

/** Tells which addresses of mailboxes and aliases a change of control files would stop, and which it would make work. */
@ApplicationScoped
@AdministratorsOnly
@Transactional
public class AddressEffects {
    /** Addresses that are looked at, in the order of their domains and names. */
    static final int MOST = 10_000;

    private final AccountRows rows;

    /** For the container's proxies. */
    protected AddressEffects() {
        this(null);
    }

    @Inject
    public AddressEffects(AccountRows rows) {
        this.rows = rows;
    }

    /**
     * @param stop addresses that take mail now, and would not
     * @param begin addresses that do not take mail now, and would
     * @param isComplete whether all addresses were looked at
     */
    public record Effects(List<String> stop, List<String> begin, boolean isComplete) {}

    /** Mail arrives if anybody may send it and the control files lead it to the mailbox or alias of this name. */
    public Effects of(Controls before, Controls after) {
        Rewriting now = new Rewriting(before);
        Rewriting then = new Rewriting(after);
        List<String> stop = new ArrayList<>();
        List<String> begin = new ArrayList<>();
        List<String> addresses = rows.addresses(MOST + 1);
        for (String address : addresses.subList(0, Math.min(addresses.size(), MOST))) {
            boolean arrives = arrives(address, now);
            boolean wouldArrive = arrives(address, then);
            if (arrives && !wouldArrive) {
                stop.add(address);
            } else if (!arrives && wouldArrive) {
                begin.add(address);
            }
        }
        return new Effects(List.copyOf(stop), List.copyOf(begin), addresses.size() <= MOST);
    }

    private static boolean arrives(String address, Rewriting rewriting) {
        Route route = rewriting.route(address);
        String domain = address.substring(address.lastIndexOf('@') + 1);
        return rewriting.isForAnybody(address)
                && route.channel() == Channel.LOCAL
                && (route.address().equals(address) || route.address().equals(domain + "-" + address));
    }
}
