package ee.qmail.web;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.directory.InvalidInputException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProblemTest {
    @Test
    void rfc9457EachProblemNamesItsMemberAndTheDetailHasAll() {
        InvalidInputException wrong = new InvalidInputException("targets", List.of("target 'a': no", "target 'b': no"));

        assertThat(Problem.of(400, wrong).json())
                .isEqualTo("{\"type\":\"about:blank\",\"title\":\"Bad Request\",\"status\":400,"
                        + "\"detail\":\"target 'a': no\\ntarget 'b': no\","
                        + "\"errors\":[{\"detail\":\"target 'a': no\",\"pointer\":\"#/targets\"},"
                        + "{\"detail\":\"target 'b': no\",\"pointer\":\"#/targets\"}]}");
    }

    @Test
    void aProblemOfNoMemberHasItsDetailOnly() {
        assertThat(Problem.of(400, new InvalidInputException("body: missing")).json())
                .isEqualTo("{\"type\":\"about:blank\",\"title\":\"Bad Request\",\"status\":400,"
                        + "\"detail\":\"body: missing\"}");
    }
}
