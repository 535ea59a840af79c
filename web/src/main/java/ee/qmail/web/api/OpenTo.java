package ee.qmail.web.api;

import ee.qmail.caller.Role;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Opens a request to others than administrators. What they may see and change of it the services decide. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@interface OpenTo {
    Role value();
}
