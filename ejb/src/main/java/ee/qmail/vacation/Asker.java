package ee.qmail.vacation;

import ee.qmail.address.AddressRules;
import ee.qmail.address.DomainLookup;
import ee.qmail.address.DomainName;
import ee.qmail.entity.HeaderField;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The sender of a mail, and whether a person has written it to the owner of a mailbox: only such mail is answered (RFC 3834 section 2).
 *
 * @param sender of the envelope
 * @param fields of the header
 */
record Asker(String sender, List<HeaderField> fields) {
    private static final Set<String> TO = Set.of("to", "cc", "bcc", "resent-to", "resent-cc", "resent-bcc");
    /** Of mailing lists (RFC 2369, RFC 2919, RFC 8058). */
    private static final String LIST = "list-";

    private static final Set<String> MACHINES = Set.of(
            "x-autoreply", "x-autorespond", "x-autoresponse", "x-autoreply-from", "x-mailing-list", "mailing-list");
    private static final Pattern BULK = Pattern.compile("bulk|junk|list");
    private static final Pattern MACHINE =
            Pattern.compile("owner-.*|.*-owner|.*-request|.*-relay|.*-bounces?(?:[-+=].*)?|bounces?(?:[-+=].*)?"
                    + "|mailer-daemon|mailer|daemon|postmaster|root|nobody|listserv|majordomo|lists?erver"
                    + "|(?:.*[-_.+])?(?:no|not|donot|do-not)[-_.]?reply(?:[-_.+].*)?");

    /**
     * Says why the mail is not answered; empty if it is.
     *
     * @param address of the mailbox
     * @param aliases others of its owner
     */
    Optional<String> whyNot(String address, Collection<String> aliases) {
        if (sender.isEmpty() || AddressRules.ofRecipient(sender).isPresent()) {
            return Optional.of("its sender cannot be answered");
        }
        String asker = DomainLookup.canonical(sender);
        if (asker.equals(address) || aliases.contains(asker)) {
            return Optional.of("it is the owner's own");
        }
        int at = asker.lastIndexOf('@');
        if (at < 0 || MACHINE.matcher(asker.substring(0, at)).matches()) {
            return Optional.of("its sender is a program");
        }
        return fields.stream()
                .filter(Asker::isOfAProgram)
                .findFirst()
                .map(field -> "of its field " + field.name())
                .or(() -> isNamed(address) || aliases.stream().anyMatch(this::isNamed)
                        ? Optional.empty()
                        : Optional.of("neither To nor Cc names the address"));
    }

    /** Tells whether the address must be asked for its aliases: it is not named itself. */
    boolean isNamed(String address) {
        int at = address.lastIndexOf('@');
        String people = address.substring(0, at + 1) + DomainName.forPeople(address.substring(at + 1));
        return fields.stream()
                .filter(field -> TO.contains(lower(field.name())))
                .map(field -> lower(field.value()))
                .anyMatch(value -> has(value, address) || has(value, lower(people)));
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    /** As an address of its own, and not as a part of another. */
    private static boolean has(String value, String address) {
        for (int begin = value.indexOf(address); begin >= 0; begin = value.indexOf(address, begin + 1)) {
            int end = begin + address.length();
            boolean begins = begin == 0 || " \t<,:;\"'(".indexOf(value.charAt(begin - 1)) >= 0;
            boolean ends = end == value.length() || " \t>,;\"')".indexOf(value.charAt(end)) >= 0;
            if (begins && ends) {
                return true;
            }
        }
        return false;
    }

    private static boolean isOfAProgram(HeaderField field) {
        String name = lower(field.name());
        String value = lower(field.value());
        return switch (name) {
            case "auto-submitted" -> !firstWord(value).equals("no");
            case "precedence" -> BULK.matcher(firstWord(value)).matches();
            case "x-auto-response-suppress" ->
                value.contains("all") || value.contains("oof") || value.contains("autoreply");
            case "content-type" -> value.startsWith("multipart/report");
            case "x-spam-flag" -> firstWord(value).equals("yes");
            default -> name.startsWith(LIST) || MACHINES.contains(name);
        };
    }

    /** Without comments and parameters behind it. */
    private static String firstWord(String value) {
        int end = 0;
        while (end < value.length() && " \t;(".indexOf(value.charAt(end)) < 0) {
            end++;
        }
        return value.substring(0, end);
    }

    /** The value of the first field of this name; empty if there is none. */
    String field(String name) {
        return fields.stream()
                .filter(field -> field.is(name))
                .findFirst()
                .map(HeaderField::value)
                .orElse("");
    }
}
