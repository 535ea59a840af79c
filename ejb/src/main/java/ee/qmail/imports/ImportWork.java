package ee.qmail.imports;

import ee.qmail.accounts.Accounts;
import ee.qmail.accounts.AlreadyExistsException;
import ee.qmail.accounts.NotFoundException;
import ee.qmail.bulk.BulkRun;
import ee.qmail.checkpassword.NewPassword;
import ee.qmail.checkpassword.PasswordHashes;
import ee.qmail.checkpassword.Passwords;
import ee.qmail.directory.InvalidInputException;
import ee.qmail.directory.Names;
import ee.qmail.imports.RowChanges.Prepared;
import ee.qmail.text.Sentence;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * The work of an import, line after line. Passwords are hashed before a transaction begins, and one after the other, so that log-ins go on meanwhile.
 */
@ApplicationScoped
public class ImportWork {
    /** Lines of one transaction: few, since a look at the progress, and its stop, are about whole ones. */
    private static final int AT_ONCE = 10;
    /** To hash a password, each of which waits for some seconds. */
    private static final int ATTEMPTS = 30;

    private final Accounts accounts;
    private final RowChanges changes;
    private final PasswordHashes hashes;

    /** For the container's proxies. */
    protected ImportWork() {
        this(null, null, null);
    }

    @Inject
    public ImportWork(Accounts accounts, RowChanges changes, PasswordHashes hashes) {
        this.accounts = accounts;
        this.changes = changes;
        this.hashes = hashes;
    }

    BulkRun.State work(AddressImport run) {
        AddressImport.Wish wish = run.wish();
        RowCheck check = new RowCheck(accounts, wish.domain(), wish.existing());
        List<Prepared> some = new ArrayList<>();
        for (ImportRow row : run.rest()) {
            if (run.isUnwanted()) {
                break;
            }
            look(run, check, row, some);
            if (some.size() == AT_ONCE) {
                make(run, some);
            }
        }
        make(run, some);
        return run.isUnwanted() ? BulkRun.State.STOPPED : BulkRun.State.DONE;
    }

    /** Looks at a line, which is done with by that unless it is to be made. */
    private void look(AddressImport run, RowCheck check, ImportRow row, List<Prepared> some) {
        Verdict verdict;
        try {
            verdict = check.verdict(row);
        } catch (InvalidInputException | AlreadyExistsException e) {
            run.done(row, fault(row, e));
            return;
        }
        boolean isMade = verdict == Verdict.CREATED || verdict == Verdict.CHANGED;
        if (!isMade || run.wish().isDry()) {
            run.done(row, outcome(row, verdict, ""));
            return;
        }
        Prepared prepared = prepared(run.wish(), check, row, verdict);
        if (prepared.verdict() == Verdict.UNCHANGED) {
            run.done(row, outcome(row, Verdict.UNCHANGED, ""));
        } else {
            some.add(prepared);
        }
    }

    private Prepared prepared(AddressImport.Wish wish, RowCheck check, ImportRow row, Verdict verdict) {
        if (row.isAlias() || row.has(Column.HASH)) {
            return new Prepared(row, verdict, null, "");
        }
        String name = Names.name("mailbox", row.name(wish.domain()));
        String address = name + "@" + wish.domain();
        String typed = row.text(Column.PASSWORD);
        if (typed.isEmpty()) {
            boolean generates = wish.generates() && verdict == Verdict.CREATED;
            String made = generates ? NewPassword.letters() : "";
            return new Prepared(row, verdict, generates ? secrets(address, made) : null, made);
        }
        String hash = check.book().hashes().get(name);
        if (hash != null && patiently(() -> hashes.verify(Passwords.composed(typed), hash))) {
            return new Prepared(row, check.isSameBesidesPassword(row, name) ? Verdict.UNCHANGED : verdict, null, "");
        }
        return new Prepared(row, verdict, secrets(address, typed), "");
    }

    private Accounts.Secrets secrets(String address, String password) {
        return patiently(() -> accounts.secrets(address, password));
    }

    /** Others may have the processors for a while. */
    private static <T> T patiently(Supplier<T> hashing) {
        for (int attempt = 1; ; attempt++) {
            try {
                return hashing.get();
            } catch (IllegalStateException e) {
                if (attempt == ATTEMPTS || Thread.currentThread().isInterrupted()) {
                    throw e;
                }
            }
        }
    }

    private void make(AddressImport run, List<Prepared> some) {
        if (some.isEmpty()) {
            return;
        }
        try {
            changes.make(run.wish().domain(), some);
            some.forEach(each -> run.done(each.row(), outcome(each.row(), each.verdict(), each.password())));
        } catch (InvalidInputException | AlreadyExistsException | NotFoundException e) {
            some.forEach(each -> makeAlone(run, each)); // one of them is at fault, since somebody was quicker
        }
        some.clear();
    }

    private void makeAlone(AddressImport run, Prepared each) {
        try {
            changes.make(run.wish().domain(), List.of(each));
            run.done(each.row(), outcome(each.row(), each.verdict(), each.password()));
        } catch (InvalidInputException | AlreadyExistsException | NotFoundException e) {
            run.done(each.row(), fault(each.row(), e));
        }
    }

    private static Outcome outcome(ImportRow row, Verdict verdict, String password) {
        return new Outcome(row.line(), row.text(Column.ADDRESS), verdict, List.of(), password);
    }

    private static Outcome fault(ImportRow row, RuntimeException e) {
        return new Outcome(row.line(), row.text(Column.ADDRESS), Verdict.FAULT, problems(e), "");
    }

    private static List<Sentence> problems(RuntimeException e) {
        if (e instanceof InvalidInputException wrong) {
            return wrong.problems();
        }
        return List.of(
                e instanceof AlreadyExistsException there ? there.sentence() : ((NotFoundException) e).sentence());
    }
}
