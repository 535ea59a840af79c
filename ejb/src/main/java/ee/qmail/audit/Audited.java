package ee.qmail.audit;

import jakarta.enterprise.util.Nonbinding;
import jakarta.interceptor.InterceptorBinding;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A method that changes something for somebody: told in {@link AuditTrail}, in its transaction, when it has returned. */
@InterceptorBinding
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
public @interface Audited {
    /** What is done. */
    @Nonbinding
    Deed value() default Deed.LOGIN;

    /** What it is done to. */
    @Nonbinding
    Thing to() default Thing.NOTHING;

    /** The arguments that are told beside it, by their places; never secrets. */
    @Nonbinding
    int[] detail() default {};

    /** How the arguments name what it is done to. */
    enum Thing {
        NOTHING,
        /** The first argument is a domain. */
        DOMAIN,
        /** The first argument is a domain, the second the name in it. */
        ADDRESS,
        /** The first argument. */
        FIRST
    }
}
