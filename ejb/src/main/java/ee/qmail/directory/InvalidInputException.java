package ee.qmail.directory;

import jakarta.ejb.ApplicationException;
import java.util.List;
import java.util.Optional;

/** An input cannot be used; each problem names it and says what would be right. */
@ApplicationException(rollback = true)
public class InvalidInputException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String field;
    private final String[] problems;

    public InvalidInputException(String problem) {
        this(null, problem);
    }

    /** @param field that was given wrong, by its name in the REST API; null if it is none of them alone */
    public InvalidInputException(String field, String problem) {
        this(field, List.of(problem));
    }

    /** @param problems one sentence each */
    public InvalidInputException(String field, List<String> problems) {
        super(String.join("\n", problems));
        this.field = field;
        this.problems = problems.toArray(String[]::new);
    }

    /** The field that was given wrong; empty if it is none of them alone. */
    public Optional<String> field() {
        return Optional.ofNullable(field);
    }

    /** One sentence each, at least one. */
    public List<String> problems() {
        return List.of(problems);
    }
}
