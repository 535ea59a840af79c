package ee.qmail.web.api;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.UriInfo;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class KnownParametersTest {
    @SuppressWarnings("unused") // by their signatures
    private static final class Resource {
        private Resource() {}

        void list(
                @PathParam("domain") String domain, @QueryParam("max") String max, @QueryParam("after") String after) {}

        void show(@PathParam("domain") String domain) {}

        void search(@Context UriInfo uri) {}
    }

    private static Method method(String name) {
        return Arrays.stream(Resource.class.getDeclaredMethods())
                .filter(each -> each.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aMistypedParameterIsToldWithTheNearestOne() {
        assertThat(KnownParameters.unknown(method("list"), List.of("max", "aftre")))
                .contains("parameter 'aftre': must be one of after, max; the nearest one is after");
    }

    @Test
    void whoTakesTheWholeAddressLooksItself() {
        assertThat(KnownParameters.unknown(method("search"), List.of("anything")))
                .isEmpty();
    }

    @Test
    void aRequestMayHaveNone() {
        assertThat(KnownParameters.unknown(method("show"), List.of("domain")))
                .contains("parameter 'domain': this request has none");
        assertThat(KnownParameters.unknown(method("show"), List.of())).isEmpty();
    }

    @Test
    void allThatTheMethodHasMayBeGiven() {
        assertThat(KnownParameters.unknown(method("list"), List.of("max", "after")))
                .isEmpty();
    }

    @Test
    void aLongNameIsCut() {
        assertThat(KnownParameters.unknown(method("show"), List.of("x".repeat(10_000)))
                        .orElseThrow())
                .hasSizeLessThan(120);
    }
}
