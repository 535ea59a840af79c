package ee.qmail.web.api;

import ee.qmail.text.Nearest;
import ee.qmail.web.Problem;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.ext.Provider;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Refuses a parameter that a request does not know, such as one that is mistyped: without it the request would mean something else. */
@Provider
public class KnownParameters implements ContainerRequestFilter {
    private static final int LONGEST = 60;

    @Context
    private ResourceInfo resource;

    @Override
    public void filter(ContainerRequestContext request) {
        unknown(
                        resource.getResourceMethod(),
                        request.getUriInfo().getQueryParameters().keySet())
                .ifPresent(fault -> request.abortWith(new Problem(400, fault).response()));
    }

    /** A sentence about the first parameter that the method does not have; one that takes the whole address looks itself. */
    static Optional<String> unknown(Method method, Collection<String> given) {
        if (List.of(method.getParameterTypes()).contains(UriInfo.class)) {
            return Optional.empty();
        }
        List<String> known = Arrays.stream(method.getParameters())
                .map(KnownParameters::name)
                .filter(Objects::nonNull)
                .sorted()
                .toList();
        return given.stream()
                .filter(name -> !known.contains(name))
                .findFirst()
                .map(name -> name.substring(0, Math.min(name.length(), LONGEST)))
                .map(name -> "parameter '" + name + "': "
                        + (known.isEmpty()
                                ? "this request has none"
                                : "must be one of " + String.join(", ", known) + "; the nearest one is "
                                        + Nearest.to(name, known)));
    }

    private static String name(Parameter parameter) {
        QueryParam named = parameter.getAnnotation(QueryParam.class);
        return named == null ? null : named.value();
    }
}
