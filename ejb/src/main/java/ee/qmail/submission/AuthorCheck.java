package ee.qmail.submission;

import ee.qmail.address.DomainLookup;
import ee.qmail.inject.Injector;
import ee.qmail.log.SafeText;
import ee.qmail.message.QueueId;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.logging.Logger;

/**
 * Looks whether all addresses of From are the own ones of the user who has logged in, as the envelope's sender must be (SUB-3).
 *
 * @param rule {@code control/checkfrom}: reject, log or none
 * @param owns whether an address is the user's own
 */
record AuthorCheck(String rule, String login, Predicate<String> owns) {
    private static final Logger LOG = Logger.getLogger(AuthorCheck.class.getName());

    /** Addresses that are looked up for one message; honest mail has one or two. */
    private static final int MAX_AUTHORS = 100;

    private static final int MAX_SHOWN = 320;

    /** An address of From is somebody else's, and mail of that kind is refused. */
    static final class ForeignAuthorException extends Exception {
        private static final long serialVersionUID = 1L;

        ForeignAuthorException(String message) {
            super(message);
        }
    }

    /**
     * Looks at a message.
     *
     * @return the field Sender that the message has to be given (RFC 5322 3.6.2, RFC 6409 8.1): the user's address, where From is another one of
     *     the user's; empty for none
     */
    String sender(Injector.Injected message, QueueId id) throws ForeignAuthorException {
        if (rule.equals("none")) {
            return "";
        }
        Optional<String> foreign = foreign(message.authors());
        if (foreign.isPresent()) {
            tell(foreign.get(), id);
            return "";
        }
        boolean another = message.authors().stream()
                .anyMatch(each -> !DomainLookup.canonical(each).equals(login));
        return another && !message.hasSender() ? "Sender: " + login + "\n" : "";
    }

    private Optional<String> foreign(List<String> authors) {
        List<String> different =
                authors.stream().distinct().limit(MAX_AUTHORS + 1L).toList();
        return different.size() > MAX_AUTHORS
                ? Optional.of(different.get(MAX_AUTHORS))
                : different.stream().filter(owns.negate()).findFirst();
    }

    private void tell(String author, QueueId id) throws ForeignAuthorException {
        String shown = SafeText.of(author.substring(0, Math.min(author.length(), MAX_SHOWN)));
        LOG.info(() ->
                "from not owned login=" + SafeText.of(login) + " from=" + shown + " id=" + id + " action=" + rule);
        if (rule.equals("reject")) {
            throw new ForeignAuthorException("From has " + shown
                    + ", which is not yours: must be your address, or another one that you may send as");
        }
    }
}
