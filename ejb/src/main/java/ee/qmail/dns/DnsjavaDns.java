package ee.qmail.dns;

import ee.qmail.address.DomainName;
import ee.qmail.home.Env;
import ee.qmail.text.Characters;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.Cache;
import org.xbill.DNS.ExtendedResolver;
import org.xbill.DNS.Lookup;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.ReverseMap;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/** DNS by dnsjava, with its cache and, unless told otherwise, the servers of the operating system. */
public final class DnsjavaDns implements Dns {
    private static final Pattern SERVER = Pattern.compile("\\[?([^\\[\\]]+?)]?:(\\d{1,5})");
    private static final Logger LOG = Logger.getLogger(DnsjavaDns.class.getName());
    private static final int MAX_PORT = 65535;

    private final Resolver resolver;
    private final Cache cache;

    /** @param resolver null: the one of all of dnsjava */
    private DnsjavaDns(Resolver resolver, Cache cache) {
        this.resolver = resolver;
        this.cache = cache;
    }

    /**
     * The servers {@link Env#QMAIL_DNS} names, or those of the operating system.
     *
     * @throws IllegalArgumentException if the setting is not {@code host:port}
     */
    public static DnsjavaDns configured() {
        String server = Env.QMAIL_DNS.value();
        return server.isEmpty() ? new DnsjavaDns(null, null) : asking(server);
    }

    /** The same, with an answer or none within this time for each question. */
    public static DnsjavaDns configured(Duration timeout) {
        String server = Env.QMAIL_DNS.value();
        Resolver resolver = server.isEmpty() ? new ExtendedResolver() : resolver(server);
        resolver.setTimeout(timeout);
        return new DnsjavaDns(resolver, new Cache());
    }

    /**
     * One server.
     *
     * @param server {@code host:port}; an IPv6 address in brackets
     * @throws IllegalArgumentException if it is anything else
     */
    public static DnsjavaDns asking(String server) {
        return new DnsjavaDns(resolver(server), new Cache());
    }

    private static Resolver resolver(String server) {
        Matcher match = SERVER.matcher(server);
        if (!match.matches() || Integer.parseInt(match.group(2)) > MAX_PORT) {
            throw new IllegalArgumentException("DNS server '" + server + "': must be host:port, as in 127.0.0.1:53");
        }
        var address = new InetSocketAddress(match.group(1), Integer.parseInt(match.group(2)));
        if (address.isUnresolved()) {
            throw new IllegalArgumentException("DNS server '" + server + "': no such host");
        }
        return new SimpleResolver(address);
    }

    @Override
    public List<Mx> mx(String name) throws NoSuchNameException, TryAgainException {
        return lookUp(name(name), Type.MX).stream()
                .map(MXRecord.class::cast)
                .map(mx -> new Mx(mx.getPriority(), mx.getTarget().toString(true)))
                .map(mx -> mx.host().equals(".") || mx.host().equals("@") ? new Mx(mx.preference(), "") : mx)
                .toList();
    }

    /** One family is enough: an AAAA server that fails must not hold mail that an A record can deliver. */
    @Override
    public Host hostOf(String name) throws NoSuchNameException, TryAgainException {
        List<InetAddress> addresses = new ArrayList<>();
        String own = DomainName.canonical(name);
        TryAgainException trouble = null;
        for (int type : new int[] {Type.A, Type.AAAA}) {
            try {
                for (Record found : lookUp(name(name), type)) {
                    addresses.add(address(found));
                    own = found.getName().toString(true);
                }
            } catch (TryAgainException e) {
                trouble = e;
            }
        }
        if (addresses.isEmpty() && trouble != null) {
            throw trouble;
        }
        return new Host(own, addresses);
    }

    @Override
    public Optional<String> nameOf(InetAddress address) throws TryAgainException {
        try {
            for (Record found : lookUp(ReverseMap.fromAddress(address), Type.PTR)) {
                String name = ((PTRRecord) found).getTarget().toString(true);
                if (addresses(name).contains(address)) {
                    return Optional.of(name);
                }
            }
        } catch (NoSuchNameException e) {
            LOG.log(Level.FINE, "no name for {0}: {1}", new Object[] {address, e.getMessage()});
        }
        return Optional.empty();
    }

    @Override
    public List<String> texts(String name) throws NoSuchNameException, TryAgainException {
        return lookUp(name(name), Type.TXT).stream()
                .map(TXTRecord.class::cast)
                .map(text -> String.join("", text.getStrings()))
                .toList();
    }

    private static InetAddress address(Record found) {
        return found instanceof ARecord a ? a.getAddress() : ((AAAARecord) found).getAddress();
    }

    private List<Record> lookUp(Name name, int type) throws NoSuchNameException, TryAgainException {
        Lookup lookup = new Lookup(name, type);
        if (resolver != null) {
            lookup.setResolver(resolver);
            lookup.setCache(cache);
        }
        Record[] found = lookup.run();
        return switch (lookup.getResult()) {
            case Lookup.SUCCESSFUL -> Arrays.asList(found);
            case Lookup.TYPE_NOT_FOUND -> List.of();
            case Lookup.HOST_NOT_FOUND -> throw new NoSuchNameException(name.toString(true));
            default -> throw new TryAgainException(name.toString(true) + ": " + lookup.getErrorString());
        };
    }

    private static Name name(String host) throws NoSuchNameException {
        String ascii = DomainName.canonical(host);
        if (!Characters.areAscii(ascii)) {
            throw new NoSuchNameException(host + ": is no domain name");
        }
        try {
            return Name.fromString(ascii, Name.root);
        } catch (TextParseException | IllegalArgumentException e) {
            throw new NoSuchNameException(host + ": " + e.getMessage());
        }
    }
}
