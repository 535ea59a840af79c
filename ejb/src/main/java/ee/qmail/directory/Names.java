package ee.qmail.directory;

import ee.qmail.address.AddressRules;
import ee.qmail.address.DomainLookup;
import ee.qmail.address.DomainName;
import ee.qmail.home.Env;
import ee.qmail.routing.ForwardTarget;
import ee.qmail.text.Characters;
import ee.qmail.text.Sentence;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The rules of names (VP-7), narrowed to names that are also safe for a directory. */
public final class Names {
    static final int MAX_NAME = 64;
    static final int MAX_DOMAIN = 96;
    public static final int MAX_PASSWORD = 128;
    /** Of a mailbox; characters. */
    static final int MIN_PASSWORD = 8;

    static final int MAX_TARGETS = 100;
    /** Of a mailbox; as many as its column has room for. */
    static final int MAX_FORWARDS = 20;

    private static final int MAX_ADDRESS = 320;
    private static final String ATOM = "[!#$&'*+\\-0-9=?A-Z^_`a-z{|}~]+";
    private static final Pattern LOCAL_PART = Pattern.compile(ATOM + "(\\." + ATOM + ")*");
    private static final String LABEL = "[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?";
    private static final Pattern DOMAIN = Pattern.compile(LABEL + "(\\." + LABEL + ")*");
    private static final Pattern LABEL_FOR_PEOPLE = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{M}\\p{N} '()+._-]{0,63}");
    /** Controls, marks that turn the direction of what stands behind them, and the like. */
    private static final Pattern UNSEEN = Pattern.compile("[\\p{C}\\u2028\\u2029<>\"]");

    private static final Pattern FORWARD_LOCAL_PART = Pattern.compile("[^\\s\\p{Cntrl}<>\"(),:;@\\\\]+");

    private Names() {}

    public static boolean isLocalPart(String text) {
        return text.length() <= MAX_NAME && LOCAL_PART.matcher(text).matches();
    }

    static boolean isDomain(String text) {
        return text.length() <= MAX_DOMAIN && DOMAIN.matcher(text).matches();
    }

    /** Only ASCII letters have two cases in a name: none of another script may become one of them. */
    public static String lower(String text) {
        return DomainLookup.lower(text);
    }

    /** The domain as it is stored. */
    public static String domain(String text) {
        String canonical = text == null ? "" : DomainName.canonical(text);
        if (!isDomain(canonical)) {
            throw new InvalidInputException(Sentence.of("name.domain", shown(text), String.valueOf(MAX_DOMAIN)));
        }
        return canonical;
    }

    /** The name of a mailbox, an alias or an administrator as it is stored. */
    public static String name(String what, String text) {
        if (text == null || !isLocalPart(text)) {
            throw new InvalidInputException(
                    "name",
                    Sentence.of("name.wrong", Sentence.of("kind." + what), shown(text), String.valueOf(MAX_NAME)));
        }
        return lower(text);
    }

    /** A new alias: it must not have a name that catches all mail elsewhere, and here that of one address. */
    public static String newAlias(String text) {
        String stored = name("alias", text);
        if (stored.equals("*") || stored.equals("default")) {
            throw new InvalidInputException("name", Sentence.of("name.catchAll", shown(text)));
        }
        return stored;
    }

    /** What a user calls one of several things, for people to read. */
    public static String label(String text) {
        String label = text == null ? "" : text.strip();
        if (!LABEL_FOR_PEOPLE.matcher(label).matches()) {
            throw new InvalidInputException("name", Sentence.of("name.label", shown(text), String.valueOf(MAX_NAME)));
        }
        return label;
    }

    /** What the owner of a mailbox is called. @return null if nothing is given */
    public static String displayName(String text) {
        String name = text == null ? "" : text.strip();
        if (name.length() > MAX_NAME || UNSEEN.matcher(name).find()) {
            throw new InvalidInputException(
                    "displayName", Sentence.of("name.display", shown(text), String.valueOf(MAX_NAME)));
        }
        return name.isEmpty() ? null : name;
    }

    /**
     * A password of a mailbox.
     *
     * @param address which is no password, nor is a part of it
     */
    public static String password(String address, String text) {
        String password = password(text, MIN_PASSWORD);
        int at = address.lastIndexOf('@');
        String lower = lower(password);
        if (lower.equals(address)
                || lower.equals(address.substring(0, at))
                || lower.equals(address.substring(at + 1))) {
            throw new InvalidInputException("password", Sentence.of("password.isName"));
        }
        return password;
    }

    /** A secret that programs share, of any length. */
    public static String secret(String text) {
        return password(text, 1);
    }

    /** One that a person chooses for the whole server: longer than a mailbox's. */
    public static String administratorPassword(String text) {
        return password(text, Env.MIN_ADMINISTRATOR_PASSWORD);
    }

    private static String password(String text, int min) {
        boolean printable = text != null && Characters.none(text, Character::isISOControl);
        if (!printable || text.length() < min || text.length() > MAX_PASSWORD) {
            throw new InvalidInputException(
                    "password", Sentence.of("password.wrong", String.valueOf(min), String.valueOf(MAX_PASSWORD)));
        }
        return text;
    }

    /** @param alias the address that is to lead there */
    public static List<String> targets(String alias, List<String> targets) {
        return targets(alias, targets, MAX_TARGETS);
    }

    /** The same for a mailbox, or for the names of a domain that nobody has: they are few. */
    public static List<String> forwards(String address, List<String> targets) {
        return targets(address, targets, MAX_FORWARDS);
    }

    private static List<String> targets(String alias, List<String> targets, int most) {
        if (targets == null || targets.isEmpty() || targets.size() > most) {
            throw new InvalidInputException("targets", Sentence.of("target.count", String.valueOf(most)));
        }
        List<String> trimmed = targets.stream().map(Names::target).distinct().toList();
        List<Sentence> problems =
                trimmed.stream().flatMap(text -> problem(alias, text).stream()).toList();
        if (!problems.isEmpty()) {
            throw new InvalidInputException("targets", problems);
        }
        return trimmed;
    }

    /** As it is stored: what vpopmail writes in front of an address in a file does not belong to it. */
    private static String target(String text) {
        String target = text == null ? "" : text.strip();
        String address = target.startsWith("&") ? target.substring(1).strip() : target;
        return ForwardTarget.of(address).address().map(DomainLookup::ascii).orElse(address);
    }

    private static Optional<Sentence> problem(String alias, String target) {
        ForwardTarget parsed = ForwardTarget.of(target);
        return parsed.address()
                .flatMap(address -> addressProblem(alias, address))
                .or(parsed::problem)
                .map(wanted -> Sentence.of("target.one", shown(target), wanted));
    }

    /** The problem, which says what would be right; empty if there is none. */
    private static Optional<Sentence> addressProblem(String alias, String address) {
        if (lower(address).equals(alias)) {
            return Optional.of(Sentence.of("target.itself"));
        }
        return isForward(address) ? Optional.empty() : Optional.of(Sentence.of("target.forms"));
    }

    private static boolean isForward(String text) {
        int at = text.lastIndexOf('@');
        return at > 0
                && text.length() <= MAX_ADDRESS
                && AddressRules.ofRecipient(text).isEmpty()
                && FORWARD_LOCAL_PART.matcher(text.substring(0, at)).matches()
                && DOMAIN.matcher(text.substring(at + 1)).matches();
    }

    /** For messages: without control characters and not longer than a line. */
    public static String quoted(String text) {
        return shown(text).toString();
    }

    /** The same in each language. */
    public static Sentence shown(String text) {
        if (text == null) {
            return Sentence.of("name.missing");
        }
        String shown = text.length() <= 100 ? text : text.substring(0, 100) + "...";
        return Sentence.of("name.quoted", shown.replaceAll("\\p{Cntrl}", "?"));
    }
}
