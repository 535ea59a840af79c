package ee.qmail.web.api;

import ee.qmail.accounts.NotFoundException;
import ee.qmail.caller.Role;
import ee.qmail.directory.InvalidInputException;
import ee.qmail.history.HistoryQuery;
import ee.qmail.history.HistorySearch;
import ee.qmail.message.DsnWishes;
import ee.qmail.message.QueueId;
import ee.qmail.submission.DirectInjection;
import ee.qmail.web.MessageCsv;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.bind.annotation.JsonbProperty;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import jakarta.ws.rs.core.UriInfo;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/** Messages: those that have moved, and, as qmail-inject does, new ones. A request with the {@code Idempotency-Key} of an earlier one queues nothing, and is refused if it is another one. */
@Path("messages")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class MessagesResource {
    private static final String KEY = "Idempotency-Key";
    private static final int MAX_KEY = 255;
    private static final String NOTIFY = "notify";
    private static final String RET = "ret";
    private static final String ENVID = "envid";

    @Inject
    DirectInjection injection;

    @Inject
    HistorySearch history;

    @Context
    private HttpServletRequest http;

    /**
     * @param recipients at least one
     * @param conditions NOTIFY; no component of a record may have that name
     */
    public record TextRequest(
            String sender,
            List<String> recipients,
            String subject,
            String text,
            @JsonbProperty(NOTIFY) String conditions,
            String ret,
            String envid) {}

    /** @param id under which logs and events tell of it */
    public record Accepted(String id) {}

    /** What has moved, newest first; parameters as in {@link MessageSearch}. */
    @OpenTo(Role.DOMAIN)
    @GET
    public MessageViews.PageView search(@Context UriInfo uri) {
        return MessageViews.PageView.of(history.find(MessageSearch.query(uri.getQueryParameters())));
    }

    /** The same as a table, for spreadsheets: at most {@link MessageCsv#MOST} rows. */
    @OpenTo(Role.DOMAIN)
    @GET
    @Produces("text/csv;qs=0.5")
    @Answer(String.class)
    public Response table(@Context UriInfo uri) {
        HistoryQuery query = MessageSearch.table(uri.getQueryParameters());
        StreamingOutput lines = out -> {
            Writer writer = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
            MessageCsv.write(history, query, writer);
            writer.flush();
        };
        return Response.ok(lines, "text/csv;charset=UTF-8").build();
    }

    /** The whole life of one message, or of a refusal. */
    @OpenTo(Role.DOMAIN)
    @GET
    @Path("{id}")
    public MessageViews.LifeView life(@PathParam("id") String id, @Context UriInfo uri) {
        MessageSearch.requireNoneBut(Set.of(), uri.getQueryParameters());
        long number = Numbers.number("id", id, 1, Long.MAX_VALUE, "a queue id");
        return history.life(number, null)
                .map(MessageViews.LifeView::of)
                .orElseThrow(() -> new NotFoundException("message " + id + ": is not in the history"));
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Answer(value = Accepted.class, status = 202)
    public Response text(TextRequest request, @HeaderParam(KEY) String key) {
        TextRequest given = DomainsResource.required(
                request, "{\"recipients\":[\"ana@example.org\"],\"subject\":\"Hello\",\"text\":\"It works.\"}");
        String subject = given.subject() == null ? "" : given.subject();
        DsnWishes wishes = wishes(given.conditions(), given.ret(), given.envid());
        return accepted(
                injection.text(checked(key), given.text(), subject, given.sender(), given.recipients(), wishes));
    }

    /** A whole message; sender and recipients come from its header where they are not given. */
    @POST
    @Consumes("message/rfc822")
    @Answer(value = Accepted.class, status = 202)
    public Response message(
            InputStream body,
            @QueryParam("sender") String sender,
            @QueryParam("recipient") List<String> recipients,
            @QueryParam(NOTIFY) String notify,
            @QueryParam(RET) String ret,
            @QueryParam(ENVID) String envid,
            @HeaderParam(KEY) String key)
            throws IOException {
        return accepted(injection.message(checked(key), body, sender, recipients, wishes(notify, ret, envid)));
    }

    private static DsnWishes wishes(String notify, String ret, String envid) {
        String field = NOTIFY;
        try {
            DsnWishes wishes = DsnWishes.NONE.withNotify(field, notify);
            field = RET;
            wishes = wishes.withRet(field, ret);
            field = ENVID;
            return wishes.withEnvid(field, envid);
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException(field, e.getMessage());
        }
    }

    /** The key of one administrator is not that of another. */
    private String checked(String key) {
        if (key != null && (key.isBlank() || key.length() > MAX_KEY)) {
            throw new InvalidInputException(KEY + ": must be 1 to " + MAX_KEY + " characters");
        }
        return key == null ? null : http.getUserPrincipal().getName() + "/" + key;
    }

    private static Response accepted(QueueId id) {
        return Response.status(Response.Status.ACCEPTED)
                .entity(new Accepted(id.toString()))
                .build();
    }
}
