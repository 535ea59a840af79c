package ee.qmail.examples.archive;

import jakarta.enterprise.context.RequestScoped;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.StreamingOutput;
import java.util.Locale;

/** Finds mail. */
@Path("mails")
@RequestScoped
public class Search {
    private static final int MOST = 100;

    @PersistenceContext
    private EntityManager entities;

    /** The latest whose sender and subject contain these texts, in whatever case. */
    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public JsonArray mails(
            @QueryParam("sender") @DefaultValue("") String sender,
            @QueryParam("subject") @DefaultValue("") String subject) {
        JsonArrayBuilder found = Json.createArrayBuilder();
        entities.createQuery(
                        "select m from ArchivedMail m where lower(m.sender) like :sender escape '!'"
                                + " and lower(m.subject) like :subject escape '!' order by m.received desc",
                        ArchivedMail.class)
                .setParameter("sender", containing(sender))
                .setParameter("subject", containing(subject))
                .setMaxResults(MOST)
                .getResultList()
                .forEach(mail -> found.add(json(mail)));
        return found.build();
    }

    private static String containing(String text) {
        return '%' + text.toLowerCase(Locale.ROOT).replaceAll("[!%_]", "!$0") + '%';
    }

    private static JsonObject json(ArchivedMail mail) {
        return Json.createObjectBuilder()
                .add("key", mail.key())
                .add("sender", mail.sender())
                .add("subject", mail.subject())
                .add("header", mail.header())
                .add("size", mail.size())
                .add("received", mail.received().toString())
                .build();
    }

    /** The whole mail, as it came. */
    @GET
    @Path("{key: .+}")
    @Produces("message/rfc822")
    public StreamingOutput mail(@PathParam("key") String key) {
        if (entities.find(ArchivedMail.class, key) == null) {
            throw new NotFoundException();
        }
        return out -> {
            Piece piece = entities.find(Piece.class, Piece.key(key, 0));
            for (int number = 1; piece != null; number++) {
                out.write(piece.octets());
                piece = entities.find(Piece.class, Piece.key(key, number));
            }
        };
    }
}
