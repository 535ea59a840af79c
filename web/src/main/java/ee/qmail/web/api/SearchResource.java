package ee.qmail.web.api;

import ee.qmail.caller.Role;
import ee.qmail.directory.InvalidInputException;
import ee.qmail.local.AddressSearch;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;

/** Finds domains, mailboxes, aliases and beans. */
@Path("search")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class SearchResource {
    private static final int DEFAULT = 20;

    @Inject
    private AddressSearch search;

    /**
     * @param kind {@code domain}, {@code mailbox}, {@code alias} or {@code bean}
     * @param address the domain or the pattern, if it is none
     * @param displayName of the owner of a mailbox; null if that is not known
     */
    public record MatchView(String kind, String address, String displayName) {
        static MatchView of(AddressSearch.Match match) {
            return new MatchView(
                    match.kind().label(), match.text(), match.owner().isEmpty() ? null : match.owner());
        }
    }

    /** @param more whether others match too */
    public record FoundView(List<MatchView> matches, boolean more) {}

    @OpenTo(Role.DOMAIN)
    @GET
    public FoundView find(@QueryParam("q") String text, @QueryParam("max") String max) {
        if (text == null || text.isBlank()) {
            throw new InvalidInputException("q", "q: missing; must be a part of an address");
        }
        AddressSearch.Found found = search.find(text, max == null ? DEFAULT : Numbers.max(max, AddressSearch.MOST));
        return new FoundView(found.matches().stream().map(MatchView::of).toList(), found.isMore());
    }
}
