package ee.qmail.web.api;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What a method answers that returns a {@code Response}, for the description of this API ({@code /api/openapi.json}). */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@interface Answer {
    /** The type of the body; {@code Void} for none. */
    Class<?> value();

    /** Of a success. */
    int status() default 200;

    /** Whether it has an entity tag, which a change may ask for with {@code If-Match}. */
    boolean tagged() default false;
}
