package ee.qmail.web.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class PageMarksTest {
    @Test
    void onePageBackIsWhereOneCameFrom() {
        Map<String, String> second = new PageMarks("").older("", "900");
        assertThat(second).isEqualTo(Map.of("after", "900", "before", "0"));
        Map<String, String> third = new PageMarks("0").older("900", "800");
        assertThat(third).isEqualTo(Map.of("after", "800", "before", "0.900"));

        assertThat(new PageMarks("0.900").newer()).isEqualTo(second);
        assertThat(new PageMarks("0").newer()).isEmpty();
        assertThat(new PageMarks("").hasNewer()).isFalse();
    }

    @Test
    void ofALongWayTheEndIsKept() {
        String way = LongStream.rangeClosed(1, PageMarks.MOST)
                .mapToObj(Long::toString)
                .collect(Collectors.joining("."));
        String before = new PageMarks(way).older("77", "78").get("before");
        assertThat(before).startsWith("2.3.").endsWith(".30.77");
    }

    @Test
    void whatIsNoMarkIsLeftOut() {
        assertThat(new PageMarks("x.<b>.12.").newer()).isEqualTo(Map.of("after", "12", "before", ""));
    }
}
