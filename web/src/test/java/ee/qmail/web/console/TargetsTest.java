package ee.qmail.web.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TargetsTest {
    @Test
    void emptyLinesAndBlanksAroundAreNothing() {
        assertThat(Targets.ofLines(" a@b.c\r\n\r\n  \njms:queue:x \n")).containsExactly("a@b.c", "jms:queue:x");
        assertThat(Targets.ofLines("")).isEmpty();
    }

    @Test
    void aTargetHasALine() {
        assertThat(Targets.toLines(List.of("a@b.c", "jms:queue:x"))).isEqualTo("a@b.c\njms:queue:x");
    }
}
