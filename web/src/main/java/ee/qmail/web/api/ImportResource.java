package ee.qmail.web.api;

import ee.qmail.directory.InvalidInputException;
import ee.qmail.imports.AddressImport;
import ee.qmail.imports.AddressImports;
import ee.qmail.imports.Existing;
import ee.qmail.web.api.ImportViews.ImportView;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;

/** Mailboxes and aliases of a domain from a table. */
@Path("domains/{domain}/import")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class ImportResource {
    @Inject
    private AddressImports imports;

    @Context
    private HttpServletRequest caller;

    /**
     * @param dryRun must be given: what a mistake would make is hard to take back
     * @param existing {@code skip}, {@code change} or {@code fault}
     * @param generate whether new mailboxes without a password get one
     */
    @POST
    @Consumes("text/csv")
    @Answer(value = ImportView.class, status = 202)
    public Response begin(
            @PathParam("domain") String domain,
            @QueryParam("dryRun") String dryRun,
            @QueryParam("existing") @DefaultValue("skip") String existing,
            @QueryParam("generate") @DefaultValue("false") String generate,
            InputStream table)
            throws IOException {
        AddressImport.Wish wish = new AddressImport.Wish(
                domain, truth("dryRun", dryRun), Existing.named(existing), truth("generate", generate));
        AddressImport run = imports.begin(wish, table, caller.getUserPrincipal().getName());
        return Response.accepted(ImportView.of(run)).build();
    }

    static boolean truth(String name, String text) {
        if ("true".equals(text) || "false".equals(text)) {
            return "true".equals(text);
        }
        throw new InvalidInputException(name + ": must be true or false");
    }
}
