package ee.qmail.audit;

import ee.qmail.address.DomainName;
import ee.qmail.caller.Caller;
import ee.qmail.caller.Role;
import jakarta.annotation.Priority;
import jakarta.enterprise.inject.spi.CDI;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InvocationContext;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Collectors;

/** Inside the interceptor that begins and ends the transaction. What the server does itself costs a look at the caller. */
@Interceptor
@Audited
@Priority(Interceptor.Priority.LIBRARY_BEFORE + 1)
class AuditInterceptor {
    @AroundInvoke
    Object invoke(InvocationContext invocation) throws Exception {
        Object result = invocation.proceed();
        Caller caller = Caller.current();
        if (caller.role() != Role.SYSTEM && !isNothing(result)) {
            Audited audited = invocation.getMethod().getAnnotation(Audited.class);
            Object[] given = invocation.getParameters();
            // looked up, not injected: not each server finds what is injected into an interceptor that another
            // archive's call meets
            CDI.current().select(AuditTrail.class).get().add(caller, deed(caller, audited, given));
        }
        return result;
    }

    /** Tells whether a method says that there was nothing to do. */
    private static boolean isNothing(Object result) {
        return Boolean.FALSE.equals(result) || result instanceof Number count && count.longValue() == 0;
    }

    static Done deed(Caller caller, Audited audited, Object... given) {
        String detail = Arrays.stream(audited.detail())
                .mapToObj(place -> Objects.toString(given[place], ""))
                .collect(Collectors.joining(" "));
        return switch (audited.to()) {
            case NOTHING -> new Done(audited.value(), "", domain(caller), detail);
            case DOMAIN -> ofDomain(audited, canonical(given[0]), canonical(given[0]), detail);
            case ADDRESS ->
                ofDomain(audited, given[1].toString().strip() + "@" + canonical(given[0]), canonical(given[0]), detail);
            case FIRST -> new Done(audited.value(), Objects.toString(given[0], ""), "", detail);
        };
    }

    private static Done ofDomain(Audited audited, String object, String domain, String detail) {
        return new Done(audited.value(), object, domain, detail);
    }

    private static String canonical(Object domain) {
        return DomainName.canonical(domain.toString());
    }

    private static String domain(Caller caller) {
        return caller.role() == Role.OWNER
                ? caller.name().substring(caller.name().lastIndexOf('@') + 1)
                : "";
    }
}
