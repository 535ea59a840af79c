package ee.qmail.web.api;

import ee.qmail.imports.AddressImport;
import ee.qmail.imports.AddressImports;
import ee.qmail.imports.Outcome;
import ee.qmail.text.Sentence;
import ee.qmail.web.OutcomeCsv;
import ee.qmail.web.api.ImportViews.ImportView;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.BufferedWriter;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Imports of addresses that are under way, or have been. */
@Path("imports")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class ImportsResource {
    @Inject
    private AddressImports imports;

    @Context
    private HttpServletRequest caller;

    private String by() {
        return caller.getUserPrincipal().getName();
    }

    @GET
    @Path("{id}")
    public ImportView one(@PathParam("id") String id) {
        return ImportView.of(imports.find(id));
    }

    /** Ends it before its next lines; what is made stays. */
    @DELETE
    @Path("{id}")
    public ImportView stop(@PathParam("id") String id) {
        AddressImport run = imports.find(id);
        run.stop();
        return ImportView.of(run);
    }

    /** Makes what was looked at, or the rest of what was stopped. */
    @POST
    @Path("{id}/run")
    @Consumes(MediaType.APPLICATION_JSON)
    @Answer(value = ImportView.class, status = 202)
    public Response goOn(@PathParam("id") String id) {
        return Response.accepted(ImportView.of(imports.goOn(id, by()))).build();
    }

    /** What has become of each line, and the passwords that were made, which are told this once: no GET, which might be asked again unseen. */
    @POST
    @Path("{id}/result")
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces("text/csv")
    @Answer(String.class)
    public Response result(@PathParam("id") String id) {
        List<Outcome> outcomes = imports.find(id).takeOutcomes();
        StreamingOutput lines = out -> {
            Writer writer = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
            OutcomeCsv.write(outcomes, Sentence::toString, writer);
        };
        return Response.ok(lines, "text/csv;charset=UTF-8").build();
    }
}
