package ee.qmail.examples.orders;

import jakarta.enterprise.context.RequestScoped;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** The orders there are. */
@Path("")
@RequestScoped
public class OrdersResource {
    private static final int LATEST = 20;

    @PersistenceContext
    private EntityManager entities;

    /** How many, and the latest. */
    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @Transactional
    public JsonObject orders() {
        long count =
                entities.createQuery("select count(o) from Order o", Long.class).getSingleResult();
        JsonArrayBuilder latest = Json.createArrayBuilder();
        entities.createQuery("select o from Order o order by o.received desc", Order.class)
                .setMaxResults(LATEST)
                .getResultList()
                .forEach(order -> latest.add(json(order)));
        return Json.createObjectBuilder()
                .add("count", count)
                .add("latest", latest)
                .build();
    }

    private static JsonObject json(Order order) {
        JsonArrayBuilder lines = Json.createArrayBuilder();
        order.getLines().forEach(line -> lines.add(line.getQuantity() + " x " + line.getArticle()));
        return Json.createObjectBuilder()
                .add("customer", order.getCustomer())
                .add("received", order.getReceived().toString())
                .add("lines", lines)
                .build();
    }
}
