package ee.qmail.web.api;

import ee.qmail.accounts.Accounts;
import ee.qmail.directory.InvalidInputException;
import ee.qmail.exports.AddressTable;
import ee.qmail.exports.DomainTree;
import ee.qmail.exports.Vpasswd;
import ee.qmail.imports.AddressBook;
import ee.qmail.text.Sentence;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.BufferedWriter;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;

/** The addresses of a domain on their way out. */
@Path("domains/{domain}/export")
@RequestScoped
public class ExportResource {
    @Inject
    private Accounts accounts;

    @Inject
    private DomainTree trees;

    /**
     * @param format {@code csv}, {@code vpasswd} or {@code tree}
     * @param hashes whether a table has the hashes of passwords; the other formats have those that vpopmail can check
     */
    @GET
    @Produces({"text/csv", "text/plain;qs=0.9", "application/x-tar;qs=0.8"})
    @Answer(String.class)
    public Response export(
            @PathParam("domain") String domain,
            @QueryParam("format") @DefaultValue("csv") String format,
            @QueryParam("hashes") @DefaultValue("false") String hashes) {
        boolean hasHashes = ImportResource.truth("hashes", hashes);
        String stored = accounts.domain(domain).name();
        return switch (format) {
            case "csv" -> file(table(stored, hasHashes), "text/csv;charset=UTF-8", stored + ".csv");
            case "vpasswd" -> {
                String text = Vpasswd.text(AddressBook.of(accounts, stored));
                yield file(
                        out -> out.write(text.getBytes(StandardCharsets.UTF_8)), "text/plain;charset=UTF-8", "vpasswd");
            }
            case "tree" -> file(out -> trees.write(stored, out), "application/x-tar", stored + ".tar");
            default -> throw new InvalidInputException("format", Sentence.of("exports.format"));
        };
    }

    private StreamingOutput table(String domain, boolean hasHashes) {
        AddressBook book = AddressBook.of(accounts, domain);
        return out -> AddressTable.write(
                book, hasHashes, new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8)));
    }

    private static Response file(StreamingOutput content, String type, String name) {
        return Response.ok(content, type)
                .header("Content-Disposition", "attachment; filename=\"" + name + "\"")
                .build();
    }
}
