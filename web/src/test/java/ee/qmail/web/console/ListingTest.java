package ee.qmail.web.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ListingTest {
    private static final List<String> NAMES =
            IntStream.range(0, 120).mapToObj("user%03d@example.org"::formatted).toList();

    private static Listing<String> listing(Map<String, String> place) {
        Map<String, Comparator<String>> orders = new LinkedHashMap<>();
        orders.put("address", Comparator.naturalOrder());
        orders.put("length", Comparator.comparing(String::length));
        return new Listing<>("/domain.xhtml", Map.of("domain", "a.b"), place, NAMES, Function.identity(), orders);
    }

    @Test
    void aPageIsShownAndItsNeighboursAreLedTo() {
        Listing<String> second = listing(Map.of("page", "2"));
        assertThat(second.getRows()).hasSize(50).startsWith("user050@example.org");
        assertThat(second.getFrom()).isEqualTo(51);
        assertThat(second.getTo()).isEqualTo(100);
        assertThat(second.getNear()).containsExactly(1, 2, 3);
        assertThat(second.at(3)).isEqualTo("/domain.xhtml?domain=a.b&page=3");
    }

    @Test
    void aListThatItsServiceCutsIsAskedForOnePage() {
        Listing<String> third = new Listing<>(
                "/connections.xhtml",
                Map.of("door", "mx"),
                Map.of("page", "3", "sort", "-sent"),
                "since",
                (order, backwards, page, size) ->
                        new Listing.Part<>(List.of(order + backwards + page + "/" + size), 101, page));
        assertThat(third.getRows()).containsExactly("senttrue3/50");
        assertThat(third.getPages()).isEqualTo(3);
        assertThat(third.getTo()).isEqualTo(101);
        assertThat(third.direction("sent")).isEqualTo("descending");
        assertThat(third.sorted("since")).isEqualTo("/connections.xhtml?door=mx&sort=since");
        assertThat(third.here(Map.of("page", "", "sort", ""))).isEqualTo("/connections.xhtml?door=mx");
        assertThat(third.getAll()).hasSize(3);
    }

    @Test
    void aPageThatIsNotThereIsTheLastOneAndNonsenseTheFirst() {
        assertThat(listing(Map.of("page", "99")).getRows()).hasSize(20);
        assertThat(listing(Map.of("page", "-1")).getPage()).isOne();
        assertThat(listing(Map.of("page", "0")).getPage()).isOne();
        assertThat(listing(Map.of("page", "99999999999")).getPage()).isOne();
    }

    @Test
    void theFilterLooksAtAllRowsInAnyCase() {
        Listing<String> found = listing(Map.of("q", "USER119"));
        assertThat(found.getRows()).containsExactly("user119@example.org");
        assertThat(found.getPages()).isOne();
        assertThat(listing(Map.of("q", "nobody")).getTotal()).isZero();
        assertThat(listing(Map.of("q", "nobody")).isBlank()).isFalse();
        assertThat(listing(Map.of("q", "a&b=#{1}")).at(2))
                .isEqualTo("/domain.xhtml?domain=a.b&q=a%26b%3D%23%7B1%7D&page=2");
    }

    @Test
    void anOrderIsTurnedRoundByItsSecondChoice() {
        assertThat(listing(Map.of()).direction("address")).isEqualTo("ascending");
        assertThat(listing(Map.of()).sorted("address")).endsWith("&sort=-address");
        Listing<String> backwards = listing(Map.of("sort", "-address", "page", "2"));
        assertThat(backwards.getRows()).startsWith("user069@example.org");
        assertThat(backwards.direction("address")).isEqualTo("descending");
        assertThat(backwards.direction("length")).isEqualTo("none");
        assertThat(backwards.sorted("address")).isEqualTo("/domain.xhtml?domain=a.b&sort=address");
        assertThat(listing(Map.of("sort", "nothing")).getRows()).startsWith("user000@example.org");
    }
}
