package ee.qmail.rar.application;

import ee.qmail.address.AddressPattern;
import ee.qmail.rar.listener.BeanSpec;
import ee.qmail.rar.listener.Endpoints;
import jakarta.resource.spi.InvalidPropertyException;
import java.util.List;

/** The addresses whose mail a {@link ee.qmail.api.MailListener} gets, and the moment at which SMTP is answered. */
public class MailActivationSpec extends BeanSpec {
    private static final long serialVersionUID = 1L;
    /** The names of all of them; the last one is for servers that are told the adapter by it. */
    static final List<String> PROPERTIES = List.of("recipient", "answer", "concurrency", "timeout", "resourceAdapter");

    private static final String QUEUE = "queue";
    private static final String COMMIT = "commit";

    /** A call that takes longer is not what an application means by mail that it takes at once. */
    private static final int QUEUE_TIMEOUT = 600;
    /** A person may wait for the reply; programs wait 10 minutes (RFC 5321 4.5.3.2.6), and so long it may be at most. */
    private static final int COMMIT_TIMEOUT = 60;

    private static final int LONGEST_COMMIT_TIMEOUT = 600;
    /** Less than the time for which a job is leased to its worker. */
    private static final int LONGEST_QUEUE_TIMEOUT = 3_600;
    /** Leaves room in its application's share for another bean of it, if this one hangs. */
    private static final String CONCURRENCY = "4";

    private String recipient;
    private String answer = QUEUE;
    private String concurrency = CONCURRENCY;
    private String timeout;

    /** Addresses, separated by commas or blanks; {@code *} stands for any text. */
    public String getRecipient() {
        return recipient;
    }

    public void setRecipient(String recipient) {
        this.recipient = recipient;
    }

    /** {@code queue} or {@code commit}. */
    public String getAnswer() {
        return answer;
    }

    public void setAnswer(String answer) {
        this.answer = answer;
    }

    /** Mails that the bean gets at once, at most; a number. */
    public String getConcurrency() {
        return concurrency;
    }

    public void setConcurrency(String concurrency) {
        this.concurrency = concurrency;
    }

    /** Seconds that the bean may take for a mail; unset, 600, or 60 if SMTP's answer waits for it. */
    public String getTimeout() {
        return timeout;
    }

    public void setTimeout(String timeout) {
        this.timeout = timeout;
    }

    int mostAtOnce() {
        return Integer.parseInt(concurrency.strip());
    }

    int timeoutSeconds() {
        if (timeout == null) {
            return isAnsweredAtCommit() ? COMMIT_TIMEOUT : QUEUE_TIMEOUT;
        }
        return Integer.parseInt(timeout.strip());
    }

    List<AddressPattern> patterns() {
        return AddressPattern.parseAll(recipient);
    }

    boolean isAnsweredAtCommit() {
        return COMMIT.equals(answer);
    }

    @Override
    public void validate() throws InvalidPropertyException {
        if (recipient == null || recipient.isBlank()) {
            throw new InvalidPropertyException(
                    "recipient: missing; must be an address, in which * stands for any text, such as orders@example.org");
        }
        try {
            patterns();
        } catch (IllegalArgumentException e) {
            throw new InvalidPropertyException(e.getMessage(), e);
        }
        if (!QUEUE.equals(answer) && !COMMIT.equals(answer)) {
            throw new InvalidPropertyException("answer '" + answer + "': must be queue or commit");
        }
        requireNumber("concurrency", concurrency, Endpoints.MAX);
        if (timeout != null) {
            requireNumber("timeout", timeout, isAnsweredAtCommit() ? LONGEST_COMMIT_TIMEOUT : LONGEST_QUEUE_TIMEOUT);
        }
    }

    private static void requireNumber(String property, String value, int most) throws InvalidPropertyException {
        try {
            int number = Integer.parseInt(value.strip());
            if (number >= 1 && number <= most) {
                return;
            }
        } catch (NumberFormatException e) {
            throw new InvalidPropertyException(outOfRange(property, value, most), e);
        }
        throw new InvalidPropertyException(outOfRange(property, value, most));
    }

    private static String outOfRange(String property, String value, int most) {
        return property + " '" + value + "': must be a number from 1 to " + most;
    }
}
