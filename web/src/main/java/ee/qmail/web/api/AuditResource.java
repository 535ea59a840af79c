package ee.qmail.web.api;

import ee.qmail.audit.AuditQuery;
import ee.qmail.audit.AuditRow;
import ee.qmail.audit.AuditTrail;
import ee.qmail.audit.Deed;
import ee.qmail.caller.Role;
import ee.qmail.directory.InvalidInputException;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What people have changed, newest first. */
@Path("audit")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class AuditResource {
    private static final int DEFAULT = 100;

    @Inject
    private AuditTrail trail;

    /**
     * @param role {@code admin}, {@code domain} or {@code owner}
     * @param client from where, a numeric address
     * @param object to what it was done; may be empty
     * @param detail may be empty
     */
    public record DoneView(
            Instant at, String who, String role, String client, String deed, String object, String detail) {
        static DoneView of(AuditRow row) {
            return new DoneView(
                    row.getAt(),
                    row.getWho(),
                    row.getRole(),
                    row.getClient(),
                    row.getDeed(),
                    row.getObject(),
                    row.getDetail());
        }
    }

    /** @param next the {@code after} of the next page; null if there is no more */
    public record AuditView(List<DoneView> done, Long next) {}

    @GET
    @OpenTo(Role.DOMAIN)
    public AuditView find(
            @QueryParam("who") String who,
            @QueryParam("deed") String deed,
            @QueryParam("object") String object,
            @QueryParam("since") String since,
            @QueryParam("until") String until,
            @QueryParam("after") String after,
            @QueryParam("max") String max) {
        AuditTrail.Page page = trail.find(new AuditQuery(
                who,
                deed == null ? null : deed(deed),
                object == null ? null : object.toLowerCase(Locale.ROOT),
                MessageSearch.time("since", since),
                MessageSearch.time("until", until),
                after == null
                        ? null
                        : (Long) Numbers.number("after", after, 1, Long.MAX_VALUE, "the next of an earlier answer"),
                max == null ? DEFAULT : Numbers.max(max, AuditTrail.MOST)));
        return new AuditView(page.rows().stream().map(DoneView::of).toList(), page.next());
    }

    private static Deed deed(String code) {
        return Deed.of(code)
                .orElseThrow(() -> new InvalidInputException(
                        "deed",
                        "deed: must be one of "
                                + Arrays.stream(Deed.values()).map(Deed::code).collect(Collectors.joining(", "))));
    }
}
