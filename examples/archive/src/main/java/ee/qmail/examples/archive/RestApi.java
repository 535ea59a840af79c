package ee.qmail.examples.archive;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;

/** Under {@code /archive/api}. */
@ApplicationPath("api")
public class RestApi extends Application {}
