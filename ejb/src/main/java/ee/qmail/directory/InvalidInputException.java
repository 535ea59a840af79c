package ee.qmail.directory;

import ee.qmail.text.Sentence;
import jakarta.ejb.ApplicationException;
import java.util.List;
import java.util.Optional;

/** An input cannot be used; each problem names it and says what would be right. */
@ApplicationException(rollback = true)
public class InvalidInputException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String field;
    private final Sentence[] problems;

    public InvalidInputException(String problem) {
        this(null, problem);
    }

    public InvalidInputException(Sentence problem) {
        this(null, problem);
    }

    /** @param field that was given wrong, by its name in the REST API; null if it is none of them alone */
    public InvalidInputException(String field, String problem) {
        this(field, Sentence.as(problem));
    }

    /** @param field as above */
    public InvalidInputException(String field, Sentence problem) {
        this(field, List.of(problem));
    }

    /** @param problems one sentence each */
    public InvalidInputException(String field, List<Sentence> problems) {
        super(String.join("\n", Sentence.english(problems)));
        this.field = field;
        this.problems = problems.toArray(Sentence[]::new);
    }

    /** The field that was given wrong; empty if it is none of them alone. */
    public Optional<String> field() {
        return Optional.ofNullable(field);
    }

    /** One sentence each, at least one. */
    public List<Sentence> problems() {
        return List.of(problems);
    }
}
