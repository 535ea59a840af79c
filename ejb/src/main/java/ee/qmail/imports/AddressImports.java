package ee.qmail.imports;

import ee.qmail.accounts.Accounts;
import ee.qmail.accounts.NotFoundException;
import ee.qmail.bulk.BulkRuns;
import ee.qmail.caller.AdministratorsOnly;
import ee.qmail.caller.Caller;
import ee.qmail.imports.AddressImport.Wish;
import ee.qmail.text.Sentence;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executor;

/** Looks at tables of addresses, and makes what is in them, one table after another: while one is under way no other begins. */
@ApplicationScoped
@AdministratorsOnly
public class AddressImports {
    private static final int REMEMBERED = 6;
    /** After its end: from then on lines and passwords of it are gone. */
    private static final Duration KEPT = Duration.ofHours(1);

    private final Accounts accounts;
    private final ImportWork work;

    @Resource
    private ManagedExecutorService threads;

    Executor executor = command -> threads.execute(command);
    Clock clock = Clock.systemUTC();

    private final BulkRuns<AddressImport> runs = new BulkRuns<>(
            "an import of addresses",
            Sentence.of("imports.running"),
            REMEMBERED,
            command -> executor.execute(command),
            () -> clock.instant());

    /** For the container's proxies. */
    protected AddressImports() {
        this(null, null);
    }

    @Inject
    public AddressImports(Accounts accounts, ImportWork work) {
        this.accounts = accounts;
        this.work = work;
    }

    /**
     * Begins the import of a table, or the look at it; waits a little for its end.
     *
     * @param table CSV, at most 8,000,000 octets and 20,000 lines; read to its end before this returns
     * @param by the administrator
     * @throws ee.qmail.directory.InvalidInputException if it is no such table; faults of single lines are told in the import
     * @throws ee.qmail.accounts.AlreadyExistsException if another one is under way
     * @throws NotFoundException if there is no such domain
     * @throws IOException if the table cannot be read
     */
    public AddressImport begin(Wish wish, InputStream table, String by) throws IOException {
        String domain = accounts.domain(wish.domain()).name();
        Wish known = new Wish(domain, wish.isDry(), wish.existing(), wish.generates());
        return begin(known, by, ImportTable.read(table), List.of());
    }

    /**
     * Goes on: imports what was only looked at, or the rest of an import that has ended before.
     *
     * @throws ee.qmail.accounts.AlreadyExistsException if another one is under way, or this
     * @throws NotFoundException if there is no such one, or nothing is left of it
     */
    public AddressImport goOn(String id, String by) {
        AddressImport before = find(id);
        Wish wish = before.wish();
        if (before.rest().isEmpty()) {
            throw new NotFoundException(Sentence.of("imports.taken", id));
        }
        Wish now = new Wish(wish.domain(), false, wish.existing(), wish.generates());
        AddressImport begun = begin(now, by, before.rest(), before.outcomesForGoingOn());
        before.forget();
        return begun;
    }

    private AddressImport begin(Wish wish, String by, List<ImportRow> rows, List<Outcome> done) {
        forgetOld();
        Caller caller = Caller.current();
        return runs.begin((id, started) -> new AddressImport(id, by, started, wish, rows, done), run -> {
            try (Caller.Scope ignored = caller.begin()) { // the audit trail tells of each address
                return work.work(run);
            }
        });
    }

    /** @throws NotFoundException if it is not known, or not any more */
    public AddressImport find(String id) {
        forgetOld();
        return runs.find(id).orElseThrow(() -> new NotFoundException(Sentence.of("imports.none", id)));
    }

    private void forgetOld() {
        Instant before = clock.instant().minus(KEPT);
        runs.list().stream()
                .filter(run -> run.ended() != null && run.ended().isBefore(before))
                .forEach(AddressImport::forget);
    }

    @PreDestroy
    void stop() {
        runs.stop();
    }
}
