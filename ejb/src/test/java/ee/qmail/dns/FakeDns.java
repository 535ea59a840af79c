package ee.qmail.dns;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A name system with what a test puts into it. */
public final class FakeDns implements Dns {
    private final Map<String, List<Mx>> exchangers = new HashMap<>();
    private final Map<String, List<InetAddress>> hosts = new HashMap<>();
    private final Map<String, List<String>> texts = new HashMap<>();
    private final Map<InetAddress, String> names = new HashMap<>();
    private final Map<String, String> aliases = new HashMap<>();
    private final Set<String> failing = new HashSet<>();

    public FakeDns mx(String name, int preference, String host) {
        exchangers.computeIfAbsent(name, n -> new ArrayList<>()).add(new Mx(preference, host));
        return this;
    }

    public FakeDns host(String name, String... addresses) {
        hosts.put(name, Arrays.stream(addresses).map(FakeDns::ip).toList());
        return this;
    }

    /** The name is an alias of another one, whose addresses it has. */
    public FakeDns alias(String name, String own) {
        aliases.put(name, own);
        hosts.put(name, hosts.get(own));
        return this;
    }

    public FakeDns text(String name, String text) {
        texts.put(name, List.of(text));
        return this;
    }

    public FakeDns name(String address, String name) {
        names.put(ip(address), name);
        return this;
    }

    public FakeDns failing(String name) {
        failing.add(name);
        return this;
    }

    public static InetAddress ip(String number) {
        try {
            return InetAddress.getByName(number);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    @Override
    public List<Mx> mx(String name) throws NoSuchNameException, TryAgainException {
        check(name);
        return exchangers.getOrDefault(name, List.of());
    }

    @Override
    public Host hostOf(String name) throws NoSuchNameException, TryAgainException {
        check(name);
        return new Host(aliases.getOrDefault(name, name), hosts.getOrDefault(name, List.of()));
    }

    @Override
    public List<String> texts(String name) throws NoSuchNameException, TryAgainException {
        check(name);
        return texts.getOrDefault(name, List.of());
    }

    @Override
    public Optional<String> nameOf(InetAddress address) throws TryAgainException {
        if (failing.contains(address.getHostAddress())) {
            throw new TryAgainException(address.getHostAddress());
        }
        return Optional.ofNullable(names.get(address));
    }

    private void check(String name) throws NoSuchNameException, TryAgainException {
        if (failing.contains(name)) {
            throw new TryAgainException(name);
        }
        if (!exchangers.containsKey(name) && !hosts.containsKey(name)) {
            throw new NoSuchNameException(name);
        }
    }
}
