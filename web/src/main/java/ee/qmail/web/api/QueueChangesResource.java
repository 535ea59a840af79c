package ee.qmail.web.api;

import ee.qmail.accounts.NotFoundException;
import ee.qmail.bulk.BulkAction;
import ee.qmail.bulk.BulkChange;
import ee.qmail.bulk.BulkChange.Progress;
import ee.qmail.bulk.BulkChanges;
import ee.qmail.deferred.JobKey;
import ee.qmail.deferred.QueueFilter;
import ee.qmail.deferred.WaitingJobs;
import ee.qmail.directory.InvalidInputException;
import ee.qmail.text.Sentence;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;

/** Changes of many waiting jobs at once. */
@Path("queue/changes")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class QueueChangesResource {
    private static final int MOST = 1_000;

    @Inject
    private BulkChanges changes;

    @Inject
    private WaitingJobs jobs;

    @Context
    private HttpServletRequest caller;

    /**
     * @param action {@code retry}, {@code bounce} or {@code delete}
     * @param jobs names of jobs; missing: all that the conditions leave, which are those of {@code GET /api/queue/jobs}
     * @param expected how many jobs the caller knows of; the change is refused if there are more. Missing: however many
     */
    public record QueueChangeRequest(
            String action,
            List<String> jobs,
            String domain,
            String sender,
            String reason,
            String olderThan,
            Long attempts,
            Long expected) {
        QueueFilter filter() {
            return WaitingJobsResource.filter(
                    domain, sender, reason, olderThan, attempts == null ? null : attempts.toString());
        }
    }

    /** What a change would be about. */
    public record Preview(long jobs, long messages, long recipients) {}

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Answer(value = Progress.class, status = 202)
    public Response begin(@QueryParam("dryRun") boolean isDry, QueueChangeRequest request) {
        QueueChangeRequest given = DomainsResource.required(request, "{\"action\":\"retry\"}");
        BulkAction action = BulkAction.named(String.valueOf(given.action()))
                .orElseThrow(() -> new InvalidInputException("action", Sentence.of("changes.action", given.action())));
        QueueFilter filter = given.filter();
        if (given.jobs() != null && !filter.isAll()) {
            throw new InvalidInputException("jobs", Sentence.of("changes.both"));
        }
        if (isDry) {
            return Response.ok(preview(given, filter)).build();
        }
        String by = caller.getUserPrincipal().getName();
        BulkChange change = given.jobs() == null
                ? changes.begin(action, filter, given.expected(), by)
                : changes.begin(action, keys(given.jobs()), by);
        return Response.accepted(change.progress()).build();
    }

    private Preview preview(QueueChangeRequest given, QueueFilter filter) {
        if (given.jobs() != null) {
            List<JobKey> keys = keys(given.jobs());
            return new Preview(
                    keys.size(), keys.stream().map(JobKey::id).distinct().count(), jobs.waitingOf(keys));
        }
        WaitingJobs.Sum sum = jobs.sum(filter);
        return new Preview(sum.jobs(), sum.messages(), sum.recipients());
    }

    private static List<JobKey> keys(List<String> names) {
        if (names.isEmpty() || names.size() > MOST) {
            throw new InvalidInputException("jobs", Sentence.of("changes.jobs", MOST));
        }
        return names.stream()
                .map(name -> JobKey.parse(String.valueOf(name))
                        .orElseThrow(() -> new InvalidInputException("jobs", Sentence.of("changes.job", name))))
                .distinct()
                .toList();
    }

    /** The last ones since the start of the server, the newest first. */
    @GET
    public List<Progress> list() {
        return changes.list();
    }

    @GET
    @Path("{id}")
    public Progress one(@PathParam("id") String id) {
        return known(id).progress();
    }

    /** Ends it before its next job; what is done stays done. */
    @DELETE
    @Path("{id}")
    public Progress stop(@PathParam("id") String id) {
        BulkChange change = known(id);
        change.stop();
        return change.progress();
    }

    private BulkChange known(String id) {
        return changes.find(id).orElseThrow(() -> new NotFoundException(Sentence.of("changes.none", id)));
    }
}
