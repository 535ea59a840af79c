package ee.qmail.rar.application;

import ee.qmail.address.AddressPattern;
import ee.qmail.rar.listener.BeanSpec;
import jakarta.resource.spi.InvalidPropertyException;
import java.util.List;

/** The addresses whose mail a {@link ee.qmail.api.MailListener} gets, and the moment at which SMTP is answered. */
public class MailActivationSpec extends BeanSpec {
    private static final long serialVersionUID = 1L;
    private static final String QUEUE = "queue";
    private static final String COMMIT = "commit";

    private String recipient;
    private String answer = QUEUE;

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
    }
}
