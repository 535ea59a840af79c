package ee.qmail.web.console;

import jakarta.faces.context.FacesContext;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/**
 * The thing that a page is about. It stands in the query of the page's address and in a hidden field of each of its
 * forms, so that a page bean knows it from the first phase on and keeps nothing between requests.
 */
final class Requests {
    private Requests() {}

    /** @return an empty text if it is not given */
    static String parameter(String name) {
        return given(name).orElse("");
    }

    /** The value, which may be an empty text. */
    static Optional<String> given(String name) {
        return Optional.ofNullable(FacesContext.getCurrentInstance()
                .getExternalContext()
                .getRequestParameterMap()
                .get(name));
    }

    /** All values of a name that is given more than once. */
    static Set<String> parameters(String name) {
        String[] values = FacesContext.getCurrentInstance()
                .getExternalContext()
                .getRequestParameterValuesMap()
                .get(name);
        return values == null ? Set.of() : Set.copyOf(Arrays.asList(values));
    }

    /** Answers 404 and ends the request. */
    static void notFound(String what) throws IOException {
        FacesContext faces = FacesContext.getCurrentInstance();
        faces.getExternalContext().responseSendError(404, what);
        faces.responseComplete();
    }
}
