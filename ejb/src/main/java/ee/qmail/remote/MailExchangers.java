package ee.qmail.remote;

import ee.qmail.address.DomainName;
import ee.qmail.dns.Dns;
import ee.qmail.dns.Dns.Mx;
import ee.qmail.dns.Dns.NoSuchNameException;
import ee.qmail.dns.Dns.TryAgainException;
import ee.qmail.message.Outcome;
import ee.qmail.message.Reason;
import ee.qmail.tcpserver.AddressLiteral;
import ee.qmail.text.Characters;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;

/** The hosts that take mail for a domain, in the order in which they are to be tried (RM-4, RM-5; RFC 5321 5.1). */
public final class MailExchangers {
    /** Hosts looked up; a domain could name any number, and more would only be tried in vain. */
    static final int MAX_HOSTS = 30;

    /** Addresses tried. */
    static final int MAX_ADDRESSES = 100;

    private record Candidate(int preference, Exchanger exchanger) {
        InetAddress address() {
            return exchanger.address();
        }
    }

    /** IDNA2003 drops them, IDNA2008 allows them in a few places: the domain may be another one each time (CODE-9). */
    private static final char ZERO_WIDTH_NON_JOINER = '\u200C';

    private static final char ZERO_WIDTH_JOINER = '\u200D';

    private final Dns dns;
    private final Predicate<InetAddress> own;
    private final Random random;

    /**
     * @param own whether an address belongs to this host
     * @param random shuffles hosts of equal preference
     */
    public MailExchangers(Dns dns, Predicate<InetAddress> own, Random random) {
        this.dns = dns;
        this.own = own;
        this.random = random;
    }

    /** The mail exchangers of a domain, or the addresses of a domain without any; never an empty list. */
    public List<Exchanger> of(String domain) throws NoExchangerException {
        List<Candidate> candidates = candidates(domain);
        int limit = candidates.stream()
                .filter(candidate -> own.test(candidate.address()))
                .mapToInt(Candidate::preference)
                .min()
                .orElse(Integer.MAX_VALUE);
        Map<InetAddress, Exchanger> better = new LinkedHashMap<>();
        candidates.stream()
                .filter(candidate -> candidate.preference() < limit)
                .forEach(candidate -> better.putIfAbsent(candidate.address(), candidate.exchanger()));
        if (better.isEmpty()) {
            throw new NoExchangerException(Reason.BEST_MX, "", null);
        }
        return better.values().stream().limit(MAX_ADDRESSES).toList();
    }

    /** The addresses of a relay; its MX records do not matter, and it may be this host (RM-3). */
    public List<Exchanger> ofRelay(String relay) throws NoExchangerException {
        return addresses(relay, 0).stream().map(Candidate::exchanger).toList();
    }

    private List<Candidate> candidates(String domain) throws NoExchangerException {
        if (Characters.any(domain, c -> c == ZERO_WIDTH_NON_JOINER || c == ZERO_WIDTH_JOINER)) {
            throw new NoExchangerException(Reason.NO_HOST, domain + ": there is an invisible joiner in it", null);
        }
        if (AddressLiteral.parse(domain).isPresent()) {
            return addresses(domain, 0);
        }
        List<Mx> mx = mx(domain);
        if (mx.isEmpty()) {
            return addresses(domain, 0);
        }
        mx.removeIf(one -> one.host().isEmpty());
        if (mx.isEmpty()) {
            throw new NoExchangerException(Reason.NULL_MX, domain, null);
        }
        return addresses(mx);
    }

    private List<Mx> mx(String domain) throws NoExchangerException {
        try {
            List<Mx> mx = new ArrayList<>(dns.mx(domain));
            Collections.shuffle(mx, random);
            mx.sort(Comparator.comparingInt(Mx::preference));
            return mx;
        } catch (NoSuchNameException e) {
            // The name may still stand in the hosts file; if not, the look-up of its address says so.
            return new ArrayList<>();
        } catch (TryAgainException e) {
            throw noHostNow(e);
        }
    }

    /** A host that cannot be found is skipped, as long as another one can. */
    private List<Candidate> addresses(List<Mx> mx) throws NoExchangerException {
        List<Candidate> found = new ArrayList<>();
        NoExchangerException last = null;
        for (Mx one : mx.subList(0, Math.min(mx.size(), MAX_HOSTS))) {
            try {
                found.addAll(addresses(one.host(), one.preference()));
            } catch (NoExchangerException e) {
                last = last != null && last.outcome() == Outcome.DEFERRAL ? last : e;
            }
        }
        if (!found.isEmpty()) {
            return found;
        }
        throw last != null && last.outcome() == Outcome.DEFERRAL ? last : noAddress();
    }

    private List<Candidate> addresses(String host, int preference) throws NoExchangerException {
        Optional<InetAddress> literal = AddressLiteral.parse(host);
        if (literal.isPresent()) {
            String number = literal.get().getHostAddress();
            return List.of(new Candidate(preference, new Exchanger(number, number, literal.get())));
        }
        try {
            Dns.Host found = dns.hostOf(host);
            if (found.addresses().isEmpty()) {
                throw noAddress();
            }
            String name = DomainName.canonical(host);
            return found.addresses().stream()
                    .map(address -> new Candidate(preference, new Exchanger(name, found.name(), address)))
                    .toList();
        } catch (NoSuchNameException e) {
            throw new NoExchangerException(Reason.NO_HOST, host, e);
        } catch (TryAgainException e) {
            throw noHostNow(e);
        }
    }

    private static NoExchangerException noAddress() {
        return new NoExchangerException(Reason.NO_EXCHANGER, "", null);
    }

    private static NoExchangerException noHostNow(TryAgainException cause) {
        return new NoExchangerException(Reason.NO_DNS, "", cause);
    }
}
