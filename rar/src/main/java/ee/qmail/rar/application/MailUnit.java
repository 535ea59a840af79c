package ee.qmail.rar.application;

import ee.qmail.api.KeyUsedException;
import ee.qmail.contract.InboundMessage;
import ee.qmail.contract.KeyTakenException;
import ee.qmail.contract.Submission;
import jakarta.resource.ResourceException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Mails that are queued together or not at all, some of them under a key, each key once. */
final class MailUnit {
    private final List<InboundMessage> mails = new ArrayList<>();
    private final Map<String, Submission.Keyed> keyed = new LinkedHashMap<>();

    void add(InboundMessage mail) {
        mails.add(mail);
    }

    /** @throws KeyTakenException if another is there under the key */
    void add(Submission.Keyed mail) {
        Submission.Keyed first = keyed.putIfAbsent(mail.key(), mail);
        if (first != null && !first.content().equals(mail.content())) {
            throw new KeyTakenException(mail.key());
        }
    }

    boolean isEmpty() {
        return mails.isEmpty() && keyed.isEmpty();
    }

    void store(Submission queue) throws ResourceException {
        try {
            queue.store(List.copyOf(mails), List.copyOf(keyed.values()));
        } catch (KeyTakenException e) {
            throw refused(e);
        } catch (RuntimeException e) {
            throw new ResourceException("the mail cannot be queued now", e);
        }
    }

    /** As the application sees it. */
    static ResourceException refused(IllegalArgumentException problem) {
        if (problem instanceof KeyTakenException) {
            ResourceException used = new KeyUsedException(problem.getMessage());
            used.initCause(problem);
            return used;
        }
        return new ResourceException(problem.getMessage(), problem);
    }
}
