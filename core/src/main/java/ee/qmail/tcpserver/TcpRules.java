package ee.qmail.tcpserver;

import ee.qmail.address.DomainName;
import ee.qmail.text.Sentence;
import ee.qmail.text.WrongInputException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * The rules that tcprules compiles and tcpserver obeys (TS-3): which client may connect, and with which environment.
 * Immutable.
 */
public final class TcpRules {
    /** In the place of {@code control/greetdelay} for a client. */
    public static final String GREETDELAY = "GREETDELAY";

    /** In the place of {@code control/dsn} for a client. */
    public static final String DSN = "DSN";

    private static final Pattern LINE = Pattern.compile("(?<address>.*?):(?<verdict>allow|deny)(?<vars>,.*)?");
    private static final Pattern RANGE = Pattern.compile("((?:[0-9]{1,3}\\.){0,3})([0-9]{1,3})-([0-9]{1,3})(\\.?)");
    private static final Pattern VARIABLE = Pattern.compile(",([^=,]+)=([^,])(.*?)\\2(?=,|$)");

    private final Map<String, Match> rules = new HashMap<>();
    private final boolean needNames;

    /** @param lines as in {@code tcp.smtp}; of equal addresses the first wins */
    public TcpRules(Collection<String> lines) {
        for (String line : lines) {
            Rule rule = parse(line);
            Match match = new Match(line, rule.rule);
            rule.keys.forEach(key -> rules.putIfAbsent(key, match));
        }
        needNames = rules.keySet().stream()
                .anyMatch(key -> key.substring(key.indexOf('@') + 1).startsWith("="));
    }

    /** One rule that holds for everybody. */
    public static TcpRules everybody(TcpRule rule) {
        TcpRules all = new TcpRules(List.of());
        all.rules.put("", new Match(null, rule));
        return all;
    }

    /**
     * The rule for a numeric address whose name is not known. See {@link #lookup(String, String, String)}.
     *
     * @param ip as {@link ee.qmail.contract.Peer#remoteIp} gives it
     */
    public TcpRule lookup(String ip) {
        return lookup(ip, null, null);
    }

    /**
     * The first hit of: {@code info@ip}, {@code info@=host}, {@code ip}, {@code =host}, address prefixes that end in a
     * dot, longest first, CIDR blocks, longest first, {@code =.suffix}, longest first, {@code =}, the empty address. No
     * hit: allowed.
     *
     * @param ip numeric IPv4 or IPv6 address
     * @param host name of the client, or null
     * @param info what the client's ident server says, or null
     */
    public TcpRule lookup(String ip, String host, String info) {
        return find(ip, host, info).map(Match::rule).orElse(TcpRule.ALLOW);
    }

    /** The same with the line that decides; empty if none fits. */
    public Optional<Match> find(String ip, String host, String info) {
        return new TcpProbes(IpAddress.parse(ip), host, info)
                .keys()
                .map(rules::get)
                .filter(rule -> rule != null)
                .findFirst();
    }

    /** @param line as it stands in the file; null if the rule is that of no line */
    public record Match(String line, TcpRule rule) {}

    /** Tells whether a rule is about names of clients, so that they have to be known. */
    public boolean needNames() {
        return needNames;
    }

    record Rule(List<String> keys, TcpRule rule) {}

    /** @throws IllegalArgumentException whose message says what would be right */
    public static Rule parse(String line) {
        Matcher match = LINE.matcher(line);
        if (!match.matches()) {
            throw new WrongInputException(Sentence.of("tcp.rule"));
        }
        String vars = match.group("vars");
        TcpRule rule = new TcpRule(match.group("verdict").equals("allow"), vars == null ? Map.of() : variables(vars));
        return new Rule(keys(match.group("address")), rule);
    }

    private static Map<String, String> variables(String text) {
        Map<String, String> variables = new HashMap<>();
        Matcher match = VARIABLE.matcher(text);
        int end = 0;
        while (match.find() && match.start() == end) {
            variables.put(match.group(1), match.group(3));
            end = match.end();
        }
        if (end != text.length()) {
            throw new WrongInputException(Sentence.of("tcp.variables"));
        }
        if (!variables.getOrDefault(GREETDELAY, "0").matches("[0-6]")) {
            throw new WrongInputException(Sentence.of("tcp.greetDelay", GREETDELAY));
        }
        if (!variables.getOrDefault(DSN, "no").matches("yes|no")) {
            throw new WrongInputException(Sentence.of("tcp.dsn", DSN));
        }
        return variables;
    }

    private static List<String> keys(String address) {
        int at = address.indexOf('@');
        if (at >= 0) {
            String info = address.substring(0, at + 1);
            return keys(address.substring(at + 1)).stream().map(info::concat).toList();
        }
        if (address.isEmpty() || address.startsWith("=")) {
            return List.of(DomainName.canonical(address));
        }
        Matcher range = RANGE.matcher(address);
        return range.matches() ? range(range) : List.of(key(address));
    }

    private static List<String> range(Matcher range) {
        int first = Integer.parseInt(range.group(2));
        int last = Integer.parseInt(range.group(3));
        if (first > last || last > 255) {
            throw new WrongInputException(Sentence.of("tcp.range"));
        }
        return IntStream.rangeClosed(first, last)
                .mapToObj(number -> key(range.group(1) + number + range.group(4)))
                .toList();
    }

    private static String key(String address) {
        Optional<String> key = address.endsWith(".") ? TcpProbes.prefixKey(address) : TcpProbes.blockKey(address);
        return key.orElseThrow(() -> new WrongInputException(Sentence.of("tcp.address")));
    }
}
