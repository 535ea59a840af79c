package ee.qmail.examples.orders;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** The orders there are, as JSON. */
@Path("")
@RequestScoped
public class OrdersResource {
    @Inject
    private OrderBook orders;

    /** The number of orders, and the latest. */
    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public JsonObject orders() {
        JsonArrayBuilder latest = Json.createArrayBuilder();
        orders.latest().forEach(order -> latest.add(json(order)));
        return Json.createObjectBuilder()
                .add("count", orders.count())
                .add("latest", latest)
                .build();
    }

    private static JsonObject json(Order order) {
        return Json.createObjectBuilder()
                .add("customer", order.getCustomer())
                .add("received", order.getReceived().toString())
                .add("lines", order.summary())
                .build();
    }
}
