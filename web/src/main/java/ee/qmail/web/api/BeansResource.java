package ee.qmail.web.api;

import ee.qmail.directory.InvalidInputException;
import ee.qmail.local.BeanAddresses;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;

/** The addresses of beans. */
@Path("beans")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class BeansResource {
    @Inject
    private BeanAddresses addresses;

    /** One line of {@code users/beans}, as {@link BeanAddresses.Line} has it. */
    public record BeanView(
            String pattern, String answer, String state, String bean, Instant absentSince, long waiting) {
        static BeanView of(BeanAddresses.Line line) {
            return new BeanView(
                    line.pattern(),
                    line.answer(),
                    line.isAbsent() ? "absent" : "deployed",
                    line.bean(),
                    line.absentSince(),
                    line.waiting());
        }
    }

    @GET
    public List<BeanView> beans() {
        return addresses.list().stream().map(BeanView::of).toList();
    }

    /** A pattern may have a {@code /}, so that it is no part of the path. */
    @DELETE
    public void forget(@QueryParam("pattern") String pattern) {
        if (pattern == null) {
            throw new InvalidInputException("pattern", "pattern: missing; must be one of users/beans");
        }
        addresses.forget(pattern);
    }
}
