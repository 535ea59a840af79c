package ee.qmail.web.api;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;

/**
 * The REST API. It takes {@code application/json} only, which a form of another site cannot send, and knows no session,
 * so that a browser's cookie opens nothing.
 */
@ApplicationPath("api")
public class RestApi extends Application {}
