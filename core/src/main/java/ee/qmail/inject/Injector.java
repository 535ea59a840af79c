package ee.qmail.inject;

import ee.qmail.address.AddressRules;
import ee.qmail.control.Controls;
import ee.qmail.entity.MailLimits;
import ee.qmail.message.Envelope;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * qmail-inject: makes a message whole, and reads from its header to whom it goes. Addresses are made whole and their fields
 * folded (IN-6, IN-8), what is missing is added (IN-9), what others should not see goes.
 *
 * <p>Not safe for use by several threads; one for each message.
 */
public final class Injector {
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("d MMM uuuu HH:mm:ss -0000", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final Set<String> SENDERS = Set.of(
            "sender",
            "from",
            "reply-to",
            "return-path",
            "return-receipt-to",
            "errors-to",
            "resent-sender",
            "resent-from",
            "resent-reply-to");
    private static final Set<String> RECIPIENTS = Set.of("to", "cc", "bcc", "apparently-to");
    private static final Set<String> RESENT_RECIPIENTS = Set.of("resent-to", "resent-cc", "resent-bcc");
    private static final Set<String> REMOVED = Set.of("bcc", "resent-bcc", "return-path", "content-length");
    private static final int LONGEST_SHOWN = 1_000;
    private static final String HIDDEN = "recipient list not shown: ;";

    private final Controls controls;
    private final InjectOptions options;
    private final HostDefaults defaults;

    private final List<Field> kept = new ArrayList<>();
    private final List<String> recipients = new ArrayList<>();
    private final List<String> resentRecipients = new ArrayList<>();
    /** Of To and Cc, the last field first. */
    private final List<String> shown = new ArrayList<>();

    private final Set<String> seen = new HashSet<>();
    private final Set<String> left = new HashSet<>(REMOVED);
    private String returnPath;
    private String author;
    private final List<String> authors = new ArrayList<>();

    /**
     * @param envelope to whom, from whom
     * @param head the new header with the empty line behind it
     * @param bodyBegin where in the octets given the body begins
     * @param authors all addresses of the From fields that the message came with
     * @param hasSender whether it came with a field Sender
     */
    public record Injected(Envelope envelope, byte[] head, int bodyBegin, List<String> authors, boolean hasSender) {}

    public Injector(Controls controls, InjectOptions options) {
        this.controls = controls;
        this.options = options;
        this.defaults = HostDefaults.of(controls);
    }

    /** Leaves out fields of a name, which somebody else than the author of the message writes. */
    public Injector without(String name) {
        left.add(name.toLowerCase(Locale.ROOT));
        return this;
    }

    /**
     * @param message with LF line ends
     * @param unique what makes a Message-ID one of a kind, such as a queue id
     * @throws HeaderException if a field that tells of the sender makes no sense (IN-7), an argument is not one
     *     address, or the header has too much of something ({@link MailLimits}). Whether those of the envelope are addresses by
     *     {@link AddressRules} is for the caller to ask
     */
    public Injected inject(byte[] message, Instant now, String unique) throws HeaderException {
        Header header = Header.of(message);
        for (Field field : header.fields()) {
            take(field);
        }
        boolean resent = seen.stream().anyMatch(name -> name.startsWith("resent-"));
        StringBuilder head = new StringBuilder();
        added(resent, now, unique)
                .forEach((name, value) ->
                        head.append(name).append(": ").append(value).append('\n'));
        kept.forEach(field -> head.append(field.text()));
        head.append('\n');
        Envelope envelope = new Envelope(sender(now), recipients(resent ? resentRecipients : recipients));
        return new Injected(
                envelope,
                head.toString().getBytes(StandardCharsets.ISO_8859_1),
                header.bodyBegin(),
                List.copyOf(authors),
                seen.contains("sender"));
    }

    private void take(Field field) throws HeaderException {
        String name = field.name();
        if (name.equals("from") && options.has('f') || name.equals("message-id") && options.has('i')) {
            return;
        }
        seen.add(name);
        Field whole = field;
        if (SENDERS.contains(name)) {
            whole = senderField(field);
        } else if (RECIPIENTS.contains(name) || RESENT_RECIPIENTS.contains(name)) {
            whole = recipientField(field);
        }
        if (!left.contains(name)) {
            kept.add(whole);
        }
    }

    private Field senderField(Field field) throws HeaderException {
        try {
            AddressField addresses = AddressField.parse(field.body(), defaults);
            if (!addresses.addresses().isEmpty()) {
                String first = plain(addresses.addresses().get(0));
                returnPath = field.name().equals("return-path") ? first : returnPath;
                author = field.name().equals("from") ? first : author;
            }
            if (field.name().equals("from")) {
                addresses.addresses().forEach(each -> authors.add(plain(each)));
            }
            return new Field(addresses.text(field.writtenName()));
        } catch (HeaderException e) {
            throw new HeaderException(shown(field) + ": " + e.getMessage());
        }
    }

    /** Not longer than a few lines. */
    private static String shown(Field field) {
        String text = field.writtenName() + ":" + field.body().stripTrailing();
        return text.length() <= LONGEST_SHOWN ? text : text.substring(0, LONGEST_SHOWN) + "...";
    }

    /** One that makes no sense stays as it is, and tells of no recipients (IN-7). */
    private Field recipientField(Field field) throws HeaderLimitException {
        AddressField addresses;
        try {
            addresses = AddressField.parse(field.body(), defaults);
        } catch (HeaderLimitException e) {
            throw e; // it makes sense, and those who are meant would not get the message
        } catch (HeaderException e) {
            return field;
        }
        List<String> plain = addresses.addresses().stream()
                .map(Injector::plain)
                .filter(address -> !address.isEmpty())
                .toList();
        List<String> all = RECIPIENTS.contains(field.name()) ? recipients : resentRecipients;
        for (int i = plain.size() - 1; i >= 0; i--) {
            all.add(plain.get(i));
        }
        if (all.size() > MailLimits.ADDRESSES) {
            throw new HeaderLimitException("the header must have at most " + MailLimits.ADDRESSES + " addresses");
        }
        if (field.name().equals("to") || field.name().equals("cc")) {
            shown.addAll(0, addresses.addresses().stream().map(Address::written).toList());
        }
        return new Field(addresses.text(field.writtenName()));
    }

    /** Returns the fields that the header lacks, in the order in which they are put on top (IN-9). */
    private Map<String, String> added(boolean resent, Instant now, String unique) throws HeaderException {
        String prefix = resent ? "Resent-" : "";
        Map<String, String> all = new LinkedHashMap<>();
        all.put(prefix + "Date", DATE.format(now));
        all.put(prefix + "Message-ID", "<" + unique + ".qmail@" + octets(controls.idhost()) + ">");
        String lower = prefix.toLowerCase(Locale.ROOT);
        if (!seen.contains(lower + "from")) {
            all.put(prefix + "From", from());
        }
        boolean anyShown = seen.contains(lower + "to") || seen.contains(lower + "cc");
        all.keySet().removeIf(name -> seen.contains(name.toLowerCase(Locale.ROOT)));
        if (!anyShown) {
            all.put(prefix + "Cc", HIDDEN);
        }
        if (!resent && !seen.contains("mail-followup-to") && isToAList()) {
            all.put("Mail-Followup-To", String.join(",\n  ", shown));
        }
        return all;
    }

    private boolean isToAList() {
        return shown.stream()
                .anyMatch(address -> options.lists().stream().anyMatch(list -> list.equalsIgnoreCase(address)));
    }

    private String from() throws HeaderException {
        String address = userAddress();
        if (options.user().fullName() == null) {
            return address;
        }
        String name = octets(options.user().fullName());
        return options.has('c')
                ? address + " (" + name.replaceAll("[()\\\\\\p{Cntrl}]", "") + ")"
                : "\"" + name.replaceAll("[\"\\\\\\p{Cntrl}]", "") + "\" <" + address + ">";
    }

    /** Of the user who injects, as it may stand in a field: nothing in it ends the line, and it is one address. */
    private String userAddress() throws HeaderException {
        String host = defaults.complete(options.user().host());
        Optional<AddressRules.Problem> problem =
                AddressRules.ofRecipient(options.user().name() + "@" + host);
        if (problem.isPresent()) {
            throw new HeaderException(
                    "From must be made of the user, and its " + problem.get().text());
        }
        String user = octets(options.user().name());
        return (isWritten(user) ? user : Address.quoted(user)) + "@" + octets(host);
    }

    private static boolean isWritten(String user) {
        try {
            List<Address> parsed = AddressField.parse(user + "@[]", new HostDefaults("", "", "", ""))
                    .addresses();
            return parsed.size() == 1 && parsed.get(0).written().equals(user + "@[]");
        } catch (HeaderException e) {
            return false; // an open quote
        }
    }

    /** {@code -f}, then Return-Path, then who injects (IN-4). */
    private String sender(Instant now) throws HeaderException {
        InjectOptions.Sender given = options.sender();
        if (given.address() != null) {
            return whole(given.address());
        }
        if (returnPath != null && !options.has('s')) {
            return returnPath;
        }
        if (author != null && given.mayBeAuthor()) {
            return author;
        }
        String user = given.user() == null ? options.user().name() : given.user();
        String host = defaults.complete(given.host() == null ? options.user().host() : given.host());
        if (options.has('m')) {
            user += "-" + now.getEpochSecond() + "." + ProcessHandle.current().pid();
        }
        return options.has('r') ? user + "-@" + host + "-@[]" : user + "@" + host;
    }

    private List<String> recipients(List<String> ofHeader) throws HeaderException {
        List<String> arguments = new ArrayList<>();
        for (String argument : options.recipients().arguments()) {
            arguments.add(whole(argument));
        }
        List<String> all = switch (options.recipients().from()) {
            case ARGUMENTS -> arguments;
            case HEADER -> ofHeader;
            case ARGUMENTS_ELSE_HEADER -> arguments.isEmpty() ? ofHeader : arguments;
            case BOTH -> {
                arguments.addAll(ofHeader);
                yield arguments;
            }
        };
        return all;
    }

    /** An address that was not in the header; the empty one stays empty. */
    private String whole(String address) throws HeaderException {
        if (!AddressRules.isText(address)) {
            // a line end would pass for a blank
            throw new HeaderException(
                    AddressRules.ofRecipient(address).orElseThrow().text());
        }
        List<Address> parsed = AddressField.parse(octets(address), defaults).addresses();
        if (parsed.size() > 1) {
            throw new HeaderException(
                    "'" + AddressRules.shown(address) + "': must be one address, such as ana@example.org");
        }
        return parsed.isEmpty() ? "" : plain(parsed.get(0));
    }

    private static String octets(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    private static String plain(Address address) {
        return new String(address.plain().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    /** A message with LF line ends instead of CR LF. */
    public static byte[] withUnixLines(byte[] message) {
        byte[] text = new byte[message.length];
        int length = 0;
        for (int i = 0; i < message.length; i++) {
            boolean lineEnd = message[i] == '\r' && i + 1 < message.length && message[i + 1] == '\n';
            if (!lineEnd) {
                text[length++] = message[i];
            }
        }
        return length == message.length ? message : Arrays.copyOf(text, length);
    }
}
