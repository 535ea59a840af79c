package ee.qmail.web.api;

import ee.qmail.contract.Client;
import ee.qmail.contract.OpenConnection;
import ee.qmail.contract.Tls;
import ee.qmail.status.ConnectionFilter;
import ee.qmail.status.OpenConnections;
import ee.qmail.web.QueueQuestion;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;

/** The connections that are open now, and their end. */
@Path("connections")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class ConnectionsResource {
    private static final int DEFAULT = 100;
    private static final int MOST = 1_000;
    private static final int MOST_PAGES = 1_000_000;

    @Inject
    private OpenConnections connections;

    @Context
    private HttpServletRequest caller;

    /**
     * @param total how many there are that fit
     * @param page the number of this page: the last one if there are fewer than were asked for
     */
    public record ConnectionsView(List<ConnectionView> connections, long total, long page) {}

    /**
     * As {@link OpenConnection} has it.
     *
     * @param address of the client
     * @param proxy null if there is none
     * @param localPort the port that it has come to
     * @param tls version; null in clear
     * @param suite null in clear
     * @param login null if nobody has logged in
     * @param state such as {@code command}
     */
    public record ConnectionView(
            String id,
            String door,
            String address,
            long port,
            String proxy,
            long localPort,
            Instant since,
            String tls,
            String suite,
            String login,
            String state,
            long messages,
            long received,
            long sent,
            long idleSeconds) {
        static ConnectionView of(OpenConnection one) {
            Client client = one.client();
            Tls tls = client.tls();
            return new ConnectionView(
                    one.id(),
                    client.door().label(),
                    client.peer().remoteIp(),
                    client.peer().remote().getPort(),
                    one.proxy(),
                    client.peer().local().getPort(),
                    one.since(),
                    tls == null ? null : tls.version(),
                    tls == null ? null : tls.suite(),
                    client.login(),
                    one.activity().word(),
                    one.messages(),
                    one.received(),
                    one.sent(),
                    one.idle().toSeconds());
        }
    }

    @GET
    public ConnectionsView list(
            @QueryParam("door") String door,
            @QueryParam("address") String address,
            @QueryParam("login") String login,
            @QueryParam("sort") String sort,
            @QueryParam("max") String max,
            @QueryParam("page") String page) {
        OpenConnections.Page found = connections.page(
                ConnectionFilter.of(door, address, login),
                QueueQuestion.order(sort, OpenConnections.Order.values()),
                QueueQuestion.isBackwards(sort),
                page == null ? 1 : (int) Numbers.number("page", page, 1, MOST_PAGES, "a number from 1 to 1,000,000"),
                max == null ? DEFAULT : Numbers.max(max, MOST));
        return new ConnectionsView(found.rows().stream().map(ConnectionView::of).toList(), found.total(), found.page());
    }

    @DELETE
    @Path("{id}")
    public void end(@PathParam("id") String id) {
        connections.end(id, caller.getUserPrincipal().getName());
    }
}
