package ee.qmail.tcpserver;

import ee.qmail.address.DomainName;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The keys under which a client is looked up in the rules, in their order (TS-3). */
record TcpProbes(IpAddress ip, String host, String info) {
    private static final Pattern PREFIX = Pattern.compile("(?:(?:25[0-5]|2[0-4][0-9]|1?[0-9]{1,2})\\.){1,4}");

    Stream<String> keys() {
        String text = ip.toString();
        String name = host == null ? null : "=" + DomainName.canonical(host);
        Stream<String> exact = Stream.of(join(info, text), join(info, name), text, name == null ? "" : name)
                .filter(key -> !key.isEmpty());
        Stream<String> prefixes = ip.isV4() ? endingInDot(text) : Stream.of();
        Stream<String> blocks = IntStream.rangeClosed(0, ip.bits())
                .mapToObj(less -> ip.masked(ip.bits() - less) + "/" + (ip.bits() - less));
        Stream<String> suffixes = name == null ? Stream.of() : suffixes(name.substring(1));
        return Stream.of(exact, prefixes, blocks, suffixes, Stream.of("")).flatMap(keys -> keys);
    }

    private static String join(String info, String key) {
        return info == null || key == null ? "" : info + "@" + key;
    }

    private static Stream<String> endingInDot(String text) {
        return IntStream.iterate(text.length() - 1, i -> i > 0, i -> i - 1)
                .filter(i -> text.charAt(i) == '.')
                .mapToObj(i -> text.substring(0, i + 1));
    }

    private static Stream<String> suffixes(String host) {
        Stream<String> dotted = IntStream.range(0, host.length())
                .filter(i -> host.charAt(i) == '.')
                .mapToObj(i -> "=" + host.substring(i));
        return Stream.concat(dotted, Stream.of("="));
    }

    /** The key of {@code 192.0.2.}; empty if it is not one to four numbers, each followed by a dot. */
    static Optional<String> prefixKey(String address) {
        return PREFIX.matcher(address).matches() ? Optional.of(address) : Optional.empty();
    }

    /** The key of an address or of {@code address/bits}; empty if it is neither. */
    static Optional<String> blockKey(String text) {
        int slash = text.indexOf('/');
        Optional<IpAddress> address = IpAddress.tryParse(slash < 0 ? text : text.substring(0, slash));
        if (slash < 0 || address.isEmpty()) {
            return address.map(IpAddress::toString);
        }
        String digits = text.substring(slash + 1);
        int bits = digits.matches("[0-9]{1,3}") ? Integer.parseInt(digits) : Integer.MAX_VALUE;
        return address.filter(ip -> bits <= ip.bits()).map(ip -> ip.masked(bits) + "/" + bits);
    }
}
