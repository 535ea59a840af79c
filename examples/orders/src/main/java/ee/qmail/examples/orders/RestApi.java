package ee.qmail.examples.orders;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;

/** Under {@code /orders/api}. */
@ApplicationPath("api")
public class RestApi extends Application {}
