package ee.qmail.web;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.directory.InvalidInputException;
import ee.qmail.text.Sentence;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProblemTest {
    @Test
    void rfc9457EachProblemNamesItsMemberAndTheDetailHasAll() {
        InvalidInputException wrong = new InvalidInputException(
                "targets", List.of(Sentence.as("target 'a': no"), Sentence.as("target 'b': no")));

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
