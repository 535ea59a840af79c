package ee.qmail.control;

import ee.qmail.address.DomainName;
import ee.qmail.text.Sentence;
import java.io.Serializable;
import java.util.Optional;

/**
 * Entries that make sense to whoever wrote them and that no address can ever fit, or that are read in another spelling. They do no
 * harm, so that the rest of the file counts; each is named, since nothing else would tell.
 */
final class EntryRemarks {
    private EntryRemarks() {}

    /** Lists of domains in which one that begins with a dot means all below it. */
    static Optional<Sentence> domainOrSuffix(String entry) {
        return entry.startsWith(".") ? name(entry, entry.substring(1)) : domain(entry);
    }

    static Optional<Sentence> wholeDomain(String entry) {
        String suffix = entry.startsWith("*.") ? entry.substring(1) : entry;
        return suffix.startsWith(".") ? said("wholeDomain", suffix) : domain(entry);
    }

    static Optional<Sentence> sender(String entry) {
        int at = entry.lastIndexOf('@');
        String user = entry.substring(0, at);
        String domain = entry.substring(at + 1);
        if (user.equals("*")) {
            return said("asterisk", domain);
        }
        if (user.indexOf('"') >= 0) {
            return said("quotes");
        }
        return domain.startsWith(".") || domain.startsWith("*") ? said("senderDomain") : domain(domain);
    }

    /** The key of a map: an address, a domain, all below one, or nothing. */
    static Optional<Sentence> key(String line) {
        int colon = line.indexOf(':');
        String key = colon < 0 ? "" : line.substring(0, colon);
        int at = key.lastIndexOf('@');
        if (at >= 0 && key.startsWith(".", at + 1)) {
            return said("addressDomain");
        }
        if (key.equals("*")) {
            // not the rest of the line, which may have a password
            return said("allDomains");
        }
        return key.isEmpty() ? Optional.empty() : domainOrSuffix(key.substring(at + 1));
    }

    /** The address of a rule, which may be a name after {@code =}. */
    static Optional<Sentence> client(String line) {
        int at = line.lastIndexOf('@', line.indexOf(':'));
        String name = line.substring(at + 1).startsWith("=") ? line.substring(at + 2) : "";
        int end = name.indexOf(':');
        if (at > 0) {
            return said("ident");
        }
        return end < 1 ? Optional.empty() : domainOrSuffix(name.substring(0, end));
    }

    private static Optional<Sentence> domain(String entry) {
        if (entry.startsWith("*.")) {
            return said("suffix", entry.substring(2), entry.substring(1));
        }
        return entry.startsWith("[") ? Optional.empty() : name(entry, entry);
    }

    private static Optional<Sentence> name(String entry, String domain) {
        String canonical = DomainName.canonical(domain);
        if (!DomainName.isName(canonical)) {
            return said("name");
        }
        return domain.endsWith(".")
                ? Optional.of(Sentence.of("line.rootDot", entry.substring(0, entry.length() - 1)))
                : Optional.empty();
    }

    /** @param key behind {@code remark.} */
    private static Optional<Sentence> said(String key, Serializable... arguments) {
        return Optional.of(Sentence.of("remark." + key, arguments));
    }
}
