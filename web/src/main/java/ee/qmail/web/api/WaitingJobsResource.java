package ee.qmail.web.api;

import ee.qmail.deferred.QueueFilter;
import ee.qmail.deferred.WaitingJob;
import ee.qmail.deferred.WaitingJobs;
import ee.qmail.deferred.WaitingJobs.Order;
import ee.qmail.deferred.WaitingJobs.Part;
import ee.qmail.deferred.WaitingJobs.Place;
import ee.qmail.directory.InvalidInputException;
import ee.qmail.message.Reason;
import ee.qmail.text.Sentence;
import ee.qmail.web.QueueQuestion;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The jobs that wait: a message and the recipients of one domain. Conditions as in {@link QueueQuestion}. */
@Path("queue/jobs")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class WaitingJobsResource {
    private static final int MAX = 1_000;

    @Inject
    private WaitingJobs jobs;

    /** @param next for {@code after}; null at the end of the list */
    public record JobsPageView(List<JobView> jobs, String next) {}

    /** As {@link WaitingJob} has it. */
    public record JobView(
            String id,
            String message,
            String channel,
            String domain,
            String sender,
            Instant arrival,
            long size,
            long attempts,
            Instant nextAttempt,
            boolean underWay,
            long waiting,
            List<RecipientView> recipients) {
        static JobView of(WaitingJob job) {
            return new JobView(
                    job.id(),
                    job.message(),
                    job.channel(),
                    job.domain(),
                    job.sender(),
                    job.arrival(),
                    job.size(),
                    job.attempts(),
                    job.nextAttempt(),
                    job.underWay(),
                    job.waiting(),
                    job.recipients().stream().map(RecipientView::of).toList());
        }
    }

    /** @param reason such as {@code no-connection} */
    public record RecipientView(String address, String reason, String report) {
        static RecipientView of(WaitingJob.Recipient recipient) {
            return new RecipientView(recipient.address(), QueueQuestion.word(recipient.reason()), recipient.report());
        }
    }

    /** @param oldest null if there are none */
    public record TotalsView(long jobs, long messages, long recipients, Instant oldest, List<PartView> parts) {}

    /** @param says what those of a reason have in common; null for a domain or a sender */
    public record PartView(String value, long recipients, String says) {
        static PartView of(Part part) {
            return new PartView(part.value(), part.recipients(), null);
        }

        static PartView ofReason(Part part) {
            return Arrays.stream(Reason.values())
                    .filter(reason -> reason.name().equals(part.value()))
                    .findFirst()
                    .map(reason -> new PartView(QueueQuestion.word(reason), part.recipients(), reason.gist()))
                    .orElseGet(() -> of(part));
        }
    }

    @GET
    public JobsPageView list(
            @QueryParam(QueueQuestion.DOMAIN) String domain,
            @QueryParam(QueueQuestion.SENDER) String sender,
            @QueryParam(QueueQuestion.REASON) String reason,
            @QueryParam(QueueQuestion.OLDER_THAN) String olderThan,
            @QueryParam(QueueQuestion.ATTEMPTS) String attempts,
            @QueryParam("sort") String sort,
            @QueryParam("after") String after,
            @QueryParam("max") @DefaultValue("100") String max) {
        Order order = QueueQuestion.order(sort);
        WaitingJobs.Page page = jobs.list(
                filter(domain, sender, reason, olderThan, attempts),
                order,
                QueueQuestion.isBackwards(sort),
                after == null ? null : place(after, order),
                Numbers.max(max, MAX));
        return new JobsPageView(
                page.jobs().stream().map(JobView::of).toList(),
                page.next() == null ? null : page.next().text());
    }

    private static Place place(String after, Order order) {
        return Place.of(after, order)
                .orElseThrow(() -> new InvalidInputException("after", Sentence.of("waits.after", after)));
    }

    /** How many there are, and the largest parts of them. */
    @GET
    @Path("totals")
    public TotalsView totals(
            @QueryParam("by") @DefaultValue("domain") String by,
            @QueryParam(QueueQuestion.DOMAIN) String domain,
            @QueryParam(QueueQuestion.SENDER) String sender,
            @QueryParam(QueueQuestion.REASON) String reason,
            @QueryParam(QueueQuestion.OLDER_THAN) String olderThan,
            @QueryParam(QueueQuestion.ATTEMPTS) String attempts,
            @QueryParam("max") @DefaultValue("100") String max) {
        QueueFilter filter = filter(domain, sender, reason, olderThan, attempts);
        List<PartView> parts = switch (by) {
            case "domain" ->
                jobs.byDomain(filter, Numbers.max(max, MAX)).stream()
                        .map(PartView::of)
                        .toList();
            case "sender" ->
                jobs.bySender(filter, Numbers.max(max, MAX)).stream()
                        .map(PartView::of)
                        .toList();
            case "reason" ->
                jobs.byReason(filter, Numbers.max(max, MAX)).stream()
                        .map(PartView::ofReason)
                        .toList();
            default -> throw new InvalidInputException("by", Sentence.of("waits.by", by));
        };
        WaitingJobs.Sum sum = jobs.sum(filter);
        return new TotalsView(sum.jobs(), sum.messages(), sum.recipients(), sum.oldest(), parts);
    }

    static QueueFilter filter(String domain, String sender, String reason, String olderThan, String attempts) {
        Map<String, String> given = new HashMap<>();
        given.put(QueueQuestion.DOMAIN, domain);
        given.put(QueueQuestion.SENDER, sender);
        given.put(QueueQuestion.REASON, reason);
        given.put(QueueQuestion.OLDER_THAN, olderThan);
        given.put(QueueQuestion.ATTEMPTS, attempts);
        return QueueQuestion.filter(given::get, Instant.now());
    }
}
