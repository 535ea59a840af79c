package ee.qmail.rar.application;

import ee.qmail.attempts.AttemptMarks;
import ee.qmail.contract.BeanMail;
import ee.qmail.contract.MailConsumer.Door;
import ee.qmail.message.QueueId;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * The beans that answer a client at their commit, and have ended the server. Their mail is the client's, which may send it again at once, and
 * under another id: so it is the bean that waits, from the second time in a day on, a minute at first (ADR 17). It is cleared when all that it was
 * working on at those ends, told apart by sender and recipient, has come again and left the server alive. Safe for use by several threads.
 */
final class BeanTrials {
    private static final Duration FORGOTTEN = Duration.ofDays(1);
    /** The number of the bean's own mark, beside those of its mail. */
    private static final int BEAN = 0;

    private final AttemptMarks marks;
    private final InstantSource clock;
    private final Consumer<String> log;
    /** Until when each bean is left alone, as the log was told. */
    private final Map<String, Instant> told = new ConcurrentHashMap<>();

    private BeanTrials(AttemptMarks marks, InstantSource clock, Consumer<String> log) {
        this.marks = marks;
        this.clock = clock;
        this.log = log;
    }

    /** @param log takes a warning; of the mail that a bean was working on tell {@link ee.qmail.attempts.WorkNotes} */
    static BeanTrials open(Path directory, InstantSource clock, Consumer<String> log) {
        return new BeanTrials(AttemptMarks.open(directory, clock, FORGOTTEN, line -> {}), clock, log);
    }

    private static QueueId id(MailBean bean) {
        return QueueId.named(bean.name());
    }

    /** Tells whether it gets no mail of clients now. */
    boolean isLeftAlone(MailBean bean) {
        if (marks.isNothingSuspected()) {
            return false;
        }
        QueueId id = id(bean);
        Optional<Instant> until = marks.heldBack(id, BEAN, clock.instant());
        until.filter(instant -> !instant.equals(told.put(bean.name(), instant)))
                .ifPresent(instant -> log.accept("the server has ended " + marks.deaths(id, BEAN) + " times while "
                        + bean.name() + " worked on a client's mail; until " + instant
                        + " clients are told to try again later"));
        return until.isPresent();
    }

    /** In work until it is closed, which the server has survived then. A mail of the queue has marks of its own. */
    AttemptMarks.Mark begin(BeanCall call) {
        if (call.door() != Door.SMTP) {
            return () -> {};
        }
        QueueId id = id(call.bean());
        int number = number(call.mail());
        AttemptMarks.Mark bean = marks.begin(id, BEAN);
        AttemptMarks.Mark mail = marks.begin(id, number);
        return () -> {
            mail.close();
            bean.close();
            survived(id, number);
        };
    }

    private void survived(QueueId bean, int mail) {
        if (marks.isNothingSuspected()) {
            return;
        }
        marks.survived(bean, mail);
        if (marks.suspected(bean).equals(Set.of(BEAN))) {
            marks.survived(bean, BEAN);
        }
    }

    private static int number(BeanMail mail) {
        long hash = QueueId.named(mail.sender() + "\n" + mail.recipient()).value();
        return (int) (hash & Integer.MAX_VALUE) | 1;
    }

    /** It ends the server in the orderly way. */
    void blame(BeanCall call) {
        if (call.door() == Door.SMTP) {
            QueueId id = id(call.bean());
            marks.blame(id, BEAN);
            marks.blame(id, number(call.mail()));
        }
    }

    /** The server stops: what is still in work is broken off. */
    void close() {
        marks.close();
    }
}
