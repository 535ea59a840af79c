package ee.qmail.accounts;

import ee.qmail.directory.InvalidInputException;
import jakarta.ejb.ApplicationException;
import java.util.List;

/** Aliases would lead to each other in a circle; the message names all of them. */
@ApplicationException(rollback = true)
public class AliasLoopException extends InvalidInputException {
    private static final long serialVersionUID = 1L;

    AliasLoopException(List<String> way) {
        super(
                "targets",
                "targets: mail would go in a circle, " + String.join(" -> ", way)
                        + "; must not lead back to the alias, so take one of these targets out");
    }
}
