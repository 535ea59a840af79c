package ee.qmail.web.api;

import ee.qmail.caller.Caller;
import ee.qmail.caller.NotPermittedException;
import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.ext.Provider;
import java.lang.reflect.Method;

/** Refuses each request that is not open ({@link OpenTo}) to the role of the caller; to administrators all are. */
@Provider
@Priority(Priorities.AUTHORIZATION)
public class Roles implements ContainerRequestFilter {
    @Context
    private ResourceInfo resource;

    @Override
    public void filter(ContainerRequestContext request) {
        if (!isOpen(resource.getResourceMethod(), Caller.current())) {
            throw new NotPermittedException();
        }
    }

    static boolean isOpen(Method method, Caller caller) {
        OpenTo open = method.getAnnotation(OpenTo.class);
        return caller.isAdministrator() || open != null && open.value() == caller.role();
    }
}
