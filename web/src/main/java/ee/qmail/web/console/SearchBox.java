package ee.qmail.web.console;

import ee.qmail.message.QueueId;
import ee.qmail.web.ClientAddress;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whatever somebody has of a message, typed into one box and told apart by its shape. One component has a value, the others are null.
 *
 * @param address that of the sender or of the recipient, or a Message-ID, which looks the same
 * @param client numeric address
 */
record SearchBox(String address, String domain, QueueId id, String messageId, String client, String subject) {
    private static final Pattern IN_BRACKETS = Pattern.compile(".*<([^<>]+)>");
    /** Of 63 bits: hardly one is shorter. */
    private static final Pattern ID = Pattern.compile("#?([0-9]{15,19})");

    private static final Pattern ADDRESS = Pattern.compile("[^@]\\S*@\\S+");
    private static final Pattern DOMAIN = Pattern.compile("@?([^@\\s/:]+\\.[^@\\s/:.]+)");
    private static final Pattern LITERAL = Pattern.compile("\\[([^\\[\\]]+)]");

    /**
     * @param isSubjectKept whether any other text is a part of a subject
     * @return empty if it has no shape that is known
     */
    static Optional<SearchBox> of(String typed, boolean isSubjectKept) {
        String text = typed.strip();
        Matcher brackets = IN_BRACKETS.matcher(text);
        if (brackets.matches()) {
            String inner = brackets.group(1).strip();
            return Optional.of(
                    inner.indexOf('@') > 0
                            ? new SearchBox(inner, null, null, null, null, null)
                            : new SearchBox(null, null, null, "<" + inner + ">", null, null));
        }
        Matcher literal = LITERAL.matcher(text);
        Optional<String> client = ClientAddress.of(literal.matches() ? literal.group(1) : text);
        if (client.isPresent()) {
            return Optional.of(new SearchBox(null, null, null, null, client.get(), null));
        }
        return named(text).or(() -> isSubjectKept ? Optional.of(subject(text)) : Optional.empty());
    }

    private static Optional<SearchBox> named(String text) {
        Matcher id = ID.matcher(text);
        if (id.matches()) {
            return id(id.group(1));
        }
        if (ADDRESS.matcher(text).matches()) {
            return Optional.of(new SearchBox(text, null, null, null, null, null));
        }
        Matcher domain = DOMAIN.matcher(text);
        return domain.matches()
                ? Optional.of(new SearchBox(null, domain.group(1), null, null, null, null))
                : Optional.empty();
    }

    private static Optional<SearchBox> id(String digits) {
        try {
            return Optional.of(new SearchBox(null, null, QueueId.parse(digits), null, null, null));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // longer than any
        }
    }

    private static SearchBox subject(String text) {
        return new SearchBox(null, null, null, null, null, text);
    }
}
