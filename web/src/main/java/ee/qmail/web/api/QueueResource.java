package ee.qmail.web.api;

import ee.qmail.accounts.NotFoundException;
import ee.qmail.content.MailContent;
import ee.qmail.content.WaitingContent;
import ee.qmail.contract.Queues;
import ee.qmail.deferred.Qread;
import ee.qmail.deferred.WaitingMessage;
import ee.qmail.destinations.QueueContents;
import ee.qmail.directory.InvalidInputException;
import ee.qmail.jms.DeadLetters;
import ee.qmail.message.QueueId;
import ee.qmail.remote.TcpTo;
import ee.qmail.send.GiveUp;
import ee.qmail.status.QueueCounts;
import ee.qmail.status.ServerStatus;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The queue, and the hosts that are not tried. */
@Path("")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class QueueResource {
    private static final int MAX = 1_000;

    @Inject
    private ServerStatus status;

    @Inject
    private Qread waiting;

    @Inject
    private GiveUp giveUp;

    @Inject
    private DeadLetters deadLetters;

    @Inject
    private TcpTo tcpTo;

    @Inject
    private WaitingContent contents;

    @Inject
    private QueueContents queued;

    /** @param jobs that are due now and were not */
    public record Retried(long jobs) {}

    /** @param jobs that are given up; 0 if the message is being tried at the moment, or about to be */
    public record GivenUp(long jobs) {}

    /**
     * @param ago seconds since the last timeout
     * @param timeouts within some hours, at most 10
     */
    public record Timeout(String address, long ago, long timeouts) {}

    @GET
    @Path("queue")
    public QueueCounts queue() {
        return status.queue();
    }

    /** @param after a queue id: only later ones */
    @GET
    @Path("queue/messages")
    public List<WaitingMessage> messages(
            @QueryParam("after") @DefaultValue("0") String after, @QueryParam("max") @DefaultValue("100") String max) {
        return waiting.list(Numbers.number("after", after, 0, Long.MAX_VALUE, "a queue id"), Numbers.max(max, MAX));
    }

    /** Tries all that waits now. */
    @POST
    @Path("queue/retry")
    @Consumes(MediaType.APPLICATION_JSON)
    public Retried retry() {
        return new Retried(waiting.retryAll(Instant.now()));
    }

    /** Tries one message now. */
    @POST
    @Path("queue/messages/{id}/retry")
    @Consumes(MediaType.APPLICATION_JSON)
    public Retried retry(@PathParam("id") String id) {
        return new Retried(waiting.retry(known(id), Instant.now()));
    }

    /** All waiting recipients of one message fail now. */
    @DELETE
    @Path("queue/messages/{id}")
    public GivenUp giveUp(@PathParam("id") String id) {
        return new GivenUp(giveUp.giveUp(known(id)));
    }

    /** Header, text and source of one message that waits, each cut. */
    @GET
    @Path("queue/messages/{id}/content")
    public MailContent content(@PathParam("id") String id) {
        QueueId known = known(id);
        return contents.of(known).orElseThrow(() -> new NotFoundException("message " + known + ": does not wait"));
    }

    private QueueId known(String text) {
        QueueId id = new QueueId(Numbers.number("id", text, 1, Long.MAX_VALUE, "a queue id"));
        if (waiting.find(id).isEmpty()) {
            throw new NotFoundException("message " + id + ": does not wait");
        }
        return id;
    }

    /** @param queue to which it was sent */
    public record SentAgain(String queue) {}

    /** What is put aside in {@code qmail.dead}. */
    @GET
    @Path("queue/dead")
    public List<DeadLetters.Letter> dead(@QueryParam("max") @DefaultValue("100") String max) {
        return deadLetters.list(Numbers.max(max, MAX));
    }

    /** One of them, with what is in it, cut. */
    @GET
    @Path("queue/dead/{id}")
    public QueueContents.Whole deadLetter(@PathParam("id") String id) {
        return queued.find(Queues.DEAD, id).orElseThrow(() -> notDead(id));
    }

    /**
     * Sends one of them to the queue that it comes from, or to another one that is named.
     *
     * @param queue where it is sent; missing: where it comes from
     */
    @POST
    @Path("queue/dead/{id}/retry")
    @Consumes(MediaType.APPLICATION_JSON)
    public SentAgain sendAgain(@PathParam("id") String id, @QueryParam("queue") String queue) {
        DeadLetters.Letter letter = dead(id, deadLetters.find(id));
        if (queue != null) {
            requireTaken(id, deadLetters.sendTo(letter, queue));
            return new SentAgain(queue);
        }
        if (letter.queue().isEmpty()) {
            throw new InvalidInputException(
                    "id '" + id + "': nothing tells which queue it comes from; name one, such as ?queue=qmail.inject");
        }
        requireTaken(id, deadLetters.sendAgain(letter));
        return new SentAgain(letter.queue());
    }

    /** Removes one of them for good. */
    @DELETE
    @Path("queue/dead/{id}")
    public void drop(@PathParam("id") String id) {
        requireTaken(id, deadLetters.drop(dead(id, deadLetters.find(id))));
    }

    private static DeadLetters.Letter dead(String id, Optional<DeadLetters.Letter> letter) {
        return letter.orElseThrow(() -> notDead(id));
    }

    private static void requireTaken(String id, boolean taken) {
        if (!taken) {
            throw notDead(id);
        }
    }

    private static NotFoundException notDead(String id) {
        return new NotFoundException("message " + id + ": is not in qmail.dead");
    }

    @GET
    @Path("tcpto")
    public List<Timeout> timeouts() {
        return tcpTo.list().stream()
                .map(host ->
                        new Timeout(host.address().getHostAddress(), host.ago().toSeconds(), host.count()))
                .toList();
    }

    /** @param address of one of them, as it is listed; missing: all */
    @DELETE
    @Path("tcpto")
    public void forgetTimeouts(@QueryParam("address") String address) {
        if (address == null) {
            tcpTo.clear();
        } else if (!tcpTo.forget(address)) {
            throw new NotFoundException("address " + address + ": has not timed out lately");
        }
    }
}
