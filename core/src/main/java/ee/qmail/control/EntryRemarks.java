package ee.qmail.control;

import ee.qmail.address.DomainName;
import java.util.Optional;

/**
 * Entries that make sense to whoever wrote them and that no address can ever fit, or that are read in another spelling. They do no
 * harm, so that the rest of the file counts; each is named, since nothing else would tell.
 */
final class EntryRemarks {
    private static final String NEVER = "never fits; ";

    private EntryRemarks() {}

    /** Lists of domains in which one that begins with a dot means all below it. */
    static Optional<String> domainOrSuffix(String entry) {
        return entry.startsWith(".") ? name(entry, entry.substring(1)) : domain(entry);
    }

    static Optional<String> wholeDomain(String entry) {
        String suffix = entry.startsWith("*.") ? entry.substring(1) : entry;
        return suffix.startsWith(".")
                ? Optional.of(NEVER + "must be a whole domain: all those below one are " + suffix
                        + ":prefix in control/virtualdomains")
                : domain(entry);
    }

    static Optional<String> sender(String entry) {
        int at = entry.lastIndexOf('@');
        String user = entry.substring(0, at);
        String domain = entry.substring(at + 1);
        if (user.equals("*")) {
            return Optional.of("means a user whose name is *; all senders of a domain are @" + domain);
        }
        if (user.indexOf('"') >= 0) {
            return Optional.of(NEVER + "must be without quotes, which are taken away before it is looked up");
        }
        return domain.startsWith(".") || domain.startsWith("*")
                ? Optional.of(
                        NEVER + "must be user@domain or @domain with a whole domain, each of its subdomains apart")
                : domain(domain);
    }

    /** The key of a map: an address, a domain, all below one, or nothing. */
    static Optional<String> key(String line) {
        int colon = line.indexOf(':');
        String key = colon < 0 ? "" : line.substring(0, colon);
        int at = key.lastIndexOf('@');
        if (at >= 0 && key.startsWith(".", at + 1)) {
            return Optional.of(NEVER + "must be user@domain with a whole domain");
        }
        if (key.equals("*")) {
            // not the rest of the line, which may have a password
            return Optional.of(NEVER + "an entry for all domains begins with the colon, without the asterisk");
        }
        return key.isEmpty() ? Optional.empty() : domainOrSuffix(key.substring(at + 1));
    }

    /** The address of a rule, which may be a name after {@code =}. */
    static Optional<String> client(String line) {
        int at = line.lastIndexOf('@', line.indexOf(':'));
        String name = line.substring(at + 1).startsWith("=") ? line.substring(at + 2) : "";
        int end = name.indexOf(':');
        if (at > 0) {
            return Optional.of(
                    NEVER + "must be without what is before the @: no client is asked by ident who its user is");
        }
        return end < 1 ? Optional.empty() : domainOrSuffix(name.substring(0, end));
    }

    private static Optional<String> domain(String entry) {
        if (entry.startsWith("*.")) {
            return Optional.of(NEVER + "all domains below " + entry.substring(2) + " are written " + entry.substring(1)
                    + " where a list takes them");
        }
        return entry.startsWith("[") ? Optional.empty() : name(entry, entry);
    }

    private static Optional<String> name(String entry, String domain) {
        String canonical = DomainName.canonical(domain);
        if (!DomainName.isName(canonical)) {
            return Optional.of(NEVER + "must be a domain: letters, digits and hyphens between dots");
        }
        return domain.endsWith(".")
                ? Optional.of("is read without the dot at its end: must be " + entry.substring(0, entry.length() - 1))
                : Optional.empty();
    }
}
