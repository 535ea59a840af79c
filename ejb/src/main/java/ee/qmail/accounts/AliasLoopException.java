package ee.qmail.accounts;

import ee.qmail.directory.InvalidInputException;
import ee.qmail.text.Sentence;
import jakarta.ejb.ApplicationException;
import java.util.List;

/** Aliases would lead to each other in a circle; the message names all of them. */
@ApplicationException(rollback = true)
public class AliasLoopException extends InvalidInputException {
    private static final long serialVersionUID = 1L;

    AliasLoopException(List<String> way) {
        super("targets", Sentence.of("target.circle", String.join(" -> ", way)));
    }
}
