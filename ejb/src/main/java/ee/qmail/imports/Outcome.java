package ee.qmail.imports;

import ee.qmail.text.Sentence;
import java.util.List;

/**
 * What has become of a line, or would.
 *
 * @param address as the line has it
 * @param problems of a fault
 * @param password that was made for it; empty if none was, or if it has been told
 */
public record Outcome(long line, String address, Verdict verdict, List<Sentence> problems, String password) {
    Outcome withoutPassword() {
        return new Outcome(line, address, verdict, problems, "");
    }

    @Override
    public String toString() {
        return "line " + line + ": " + verdict.word();
    }
}
