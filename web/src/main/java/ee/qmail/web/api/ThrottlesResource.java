package ee.qmail.web.api;

import ee.qmail.accounts.NotFoundException;
import ee.qmail.directory.InvalidInputException;
import ee.qmail.guard.LoginGuard;
import ee.qmail.guard.RecentFailures;
import ee.qmail.guard.RecentFailures.Failure;
import ee.qmail.guard.Throttled;
import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;

/** Who has to wait before the next log-in, and the log-ins that failed last. */
@Path("throttles")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class ThrottlesResource {
    /** As {@link Throttled} has it. */
    public record ThrottledView(String network, String name, long wrong, long secondsToWait) {
        static ThrottledView of(Throttled one) {
            return new ThrottledView(one.network(), one.name(), one.wrong(), one.secondsToWait());
        }
    }

    @GET
    public List<ThrottledView> throttled() {
        return LoginGuard.shared().throttled().stream().map(ThrottledView::of).toList();
    }

    @GET
    @Path("failures")
    public List<Failure> failures() {
        return RecentFailures.shared().list();
    }

    /**
     * Lets them try at once.
     *
     * @param network as it is listed; missing: the name from everywhere
     * @param name as it is listed; missing: the network for all names
     */
    @DELETE
    public void release(@QueryParam("network") String network, @QueryParam("name") String name) {
        if (network == null && name == null) {
            throw new InvalidInputException("network or name: must be given, as GET tells them");
        }
        if (!LoginGuard.shared().release(network, name)) {
            throw new NotFoundException("nothing is counted for " + (network == null ? "" : "network " + network)
                    + (network == null || name == null ? "" : " and ") + (name == null ? "" : "name " + name)
                    + ": must be one that is listed");
        }
    }
}
