package ee.qmail.imports;

import ee.qmail.directory.InvalidInputException;
import ee.qmail.directory.Names;
import ee.qmail.text.Sentence;
import java.util.Locale;
import java.util.stream.Stream;

/** What is done with a line whose address is there already, otherwise than the line has it. */
public enum Existing {
    SKIP,
    CHANGE,
    FAULT;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws InvalidInputException if there is no such one */
    public static Existing named(String word) {
        return Stream.of(values())
                .filter(each -> each.word().equals(word))
                .findFirst()
                .orElseThrow(() ->
                        new InvalidInputException("existing", Sentence.of("imports.existing", Names.shown(word))));
    }
}
