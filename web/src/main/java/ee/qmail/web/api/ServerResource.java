package ee.qmail.web.api;

import ee.qmail.status.Finding;
import ee.qmail.status.ServerCheck;
import ee.qmail.web.NeedPages;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;

/** Is it well? What the start page of the console says. */
@Path("server")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class ServerResource {
    @Inject
    private ServerCheck check;

    /** @param well whether nothing is urgent */
    public record ServerView(boolean well, List<NeedView> needs) {}

    /**
     * @param code stays the same in later versions, such as {@code dead-mail}
     * @param urgent whether mail is lost, refused or kept up, or soon will be
     * @param about the service, file, address, domain or pattern that it is about; null if there is none
     * @param text a sentence in English
     * @param page of the console that mends it
     */
    public record NeedView(String code, boolean urgent, String about, String text, String page) {
        static NeedView of(Finding finding) {
            return new NeedView(
                    finding.need().code(),
                    finding.need().isUrgent(),
                    finding.about().isEmpty() ? null : finding.about(),
                    finding.said().toString(),
                    "/console/" + NeedPages.of(finding).orElse("index.xhtml"));
        }
    }

    @GET
    public ServerView server() {
        List<Finding> findings = check.findings();
        return new ServerView(
                findings.stream().noneMatch(finding -> finding.need().isUrgent()),
                findings.stream().map(NeedView::of).toList());
    }
}
