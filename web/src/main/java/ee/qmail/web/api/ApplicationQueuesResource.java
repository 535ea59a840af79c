package ee.qmail.web.api;

import ee.qmail.accounts.NotFoundException;
import ee.qmail.destinations.ApplicationQueues;
import ee.qmail.destinations.ApplicationQueues.ApplicationQueue;
import ee.qmail.destinations.QueueContents;
import ee.qmail.destinations.QueueContents.Entry;
import ee.qmail.destinations.QueueContents.Whole;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;

/** The JMS queues to which aliases lead mail. Their messages are looked at and left there. */
@Path("queues")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class ApplicationQueuesResource {
    private static final int MOST = 100;

    @Inject
    private ApplicationQueues queues;

    @Inject
    private QueueContents contents;

    @GET
    public List<ApplicationQueue> list() {
        return queues.list();
    }

    /** The first 100 of a queue. */
    @GET
    @Path("{name}/messages")
    public List<Entry> messages(@PathParam("name") String name) {
        return contents.list(known(name), MOST);
    }

    @GET
    @Path("{name}/messages/{id}")
    public Whole message(@PathParam("name") String name, @PathParam("id") String id) {
        return contents.find(known(name), id)
                .orElseThrow(() -> new NotFoundException("message " + id + ": is not in " + name));
    }

    private String known(String name) {
        if (!queues.has(name)) {
            throw new NotFoundException("queue " + name + ": no alias leads mail there");
        }
        return name;
    }
}
