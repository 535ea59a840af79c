package ee.qmail.web.api;

import ee.qmail.imports.AddressImport;
import ee.qmail.imports.Outcome;
import ee.qmail.imports.Verdict;
import ee.qmail.text.Sentence;
import java.time.Instant;
import java.util.List;

/** The JSON documents about imports of addresses. */
public final class ImportViews {
    private static final int MOST = 1_000;

    private ImportViews() {}

    /**
     * @param existing {@code skip}, {@code change} or {@code fault}
     * @param state {@code running}, {@code done}, {@code stopped} or {@code failed}
     * @param rows lines below the first one
     * @param done lines with which it is done; the five that follow are parts of it
     * @param passwords that were made and have not been fetched
     * @param problems the first 1,000 faults
     * @param ended null as long as it runs
     */
    public record ImportView(
            String id,
            String domain,
            boolean dryRun,
            String existing,
            String by,
            String state,
            long rows,
            long done,
            long created,
            long changed,
            long unchanged,
            long skipped,
            long faults,
            long passwords,
            List<RowFault> problems,
            Instant started,
            Instant ended) {
        static ImportView of(AddressImport run) {
            AddressImport.Wish wish = run.wish();
            AddressImport.Progress progress = run.progress();
            return new ImportView(
                    progress.id(),
                    wish.domain(),
                    wish.isDry(),
                    wish.existing().word(),
                    progress.by(),
                    progress.state(),
                    progress.rows(),
                    progress.done(),
                    progress.count(Verdict.CREATED),
                    progress.count(Verdict.CHANGED),
                    progress.count(Verdict.UNCHANGED),
                    progress.count(Verdict.SKIPPED),
                    progress.count(Verdict.FAULT),
                    progress.passwords(),
                    run.faults(MOST).stream().map(RowFault::of).toList(),
                    run.started(),
                    progress.ended());
        }
    }

    /**
     * @param line of the file; the first is 1
     * @param address as it stands there
     * @param problems one sentence each
     */
    public record RowFault(long line, String address, List<String> problems) {
        static RowFault of(Outcome outcome) {
            return new RowFault(outcome.line(), outcome.address(), Sentence.english(outcome.problems()));
        }
    }
}
