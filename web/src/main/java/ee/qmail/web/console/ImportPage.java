package ee.qmail.web.console;

import ee.qmail.accounts.Accounts;
import ee.qmail.accounts.NotFoundException;
import ee.qmail.bulk.BulkRun;
import ee.qmail.csv.Csv;
import ee.qmail.directory.InvalidInputException;
import ee.qmail.imports.AddressImport;
import ee.qmail.imports.AddressImport.Progress;
import ee.qmail.imports.AddressImports;
import ee.qmail.imports.Existing;
import ee.qmail.imports.Outcome;
import ee.qmail.imports.Verdict;
import ee.qmail.text.Harmless;
import ee.qmail.web.OutcomeCsv;
import ee.qmail.web.language.Texts;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.faces.context.ExternalContext;
import jakarta.faces.context.FacesContext;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.http.Part;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Mailboxes and aliases of a domain from a table: what it would do, and then how far it is. */
@Named
@RequestScoped
public class ImportPage {
    /** Faults on the page; the result has all. */
    private static final int SHOWN = 100;

    /** A line that is at fault, in words. */
    public record Fault(long line, String address, String problem) {}

    @Inject
    private Accounts accounts;

    @Inject
    private AddressImports imports;

    @Inject
    private Texts texts;

    private String domain;
    private AddressImport run;
    private Part file;
    private String existing = Existing.SKIP.word();
    private boolean generated = true;

    @PostConstruct
    void find() {
        try {
            domain = accounts.domain(Requests.parameter("domain")).name();
            String id = Requests.parameter("import");
            run = id.isEmpty() ? null : imports.find(id);
        } catch (NotFoundException | InvalidInputException e) {
            run = null; // load() answers 404 if there is no such domain; an import that is forgotten leads to the form
        }
    }

    public void load() throws IOException {
        if (domain == null) {
            Requests.notFound("no such domain");
        }
    }

    /** Looks at the file. */
    public String check() {
        if (file == null || file.getSize() == 0) {
            Messages.error("import:file", "import.file.missing");
            return null;
        }
        AddressImport[] begun = new AddressImport[1];
        boolean isBegun = Change.tried("import:file", () -> {
            AddressImport.Wish wish = new AddressImport.Wish(domain, true, Existing.named(existing), generated);
            try (InputStream table = file.getInputStream()) {
                begun[0] = imports.begin(wish, table, by());
            } catch (IOException e) {
                throw new UncheckedIOException("the table cannot be read", e);
            }
        });
        return isBegun ? Pages.open(address(begun[0])) : null;
    }

    /** Makes what was looked at, or the rest. */
    public String goOn() {
        AddressImport[] begun = new AddressImport[1];
        boolean isBegun = Change.tried(null, () -> begun[0] = imports.goOn(run.id(), by()));
        return isBegun ? Pages.open(address(begun[0])) : null;
    }

    public String stop() {
        run.stop();
        return Pages.open(address(run));
    }

    /** Answers with what has become of each line, and forgets the passwords that were made. */
    public void download() throws IOException {
        FacesContext faces = FacesContext.getCurrentInstance();
        ExternalContext external = faces.getExternalContext();
        external.setResponseContentType("text/csv;charset=UTF-8");
        external.setResponseHeader("Content-Disposition", "attachment; filename=\"result.csv\"");
        external.getResponseOutputWriter().write(Csv.MARK);
        OutcomeCsv.write(run.takeOutcomes(), texts::said, external.getResponseOutputWriter());
        faces.responseComplete();
    }

    private String address(AddressImport of) {
        return Pages.address(Pages.importing(domain), Map.of("import", of.id()));
    }

    private static String by() {
        return FacesContext.getCurrentInstance()
                .getExternalContext()
                .getUserPrincipal()
                .getName();
    }

    public boolean isBegun() {
        return run != null;
    }

    public Progress getProgress() {
        return run.progress();
    }

    /** Where it stands, in a sentence. */
    public String getState() {
        Progress progress = run.progress();
        boolean isDry = run.wish().isDry();
        if (progress.isRunning()) {
            return isDry
                    ? texts.of("import.looking", progress.done(), progress.rows())
                    : texts.of("import.running", progress.done(), progress.rows());
        }
        BulkRun.State state = run.state();
        return switch (state) {
            case STOPPED -> texts.of("import.stopped");
            case FAILED -> texts.of("import.failed");
            default -> isDry ? texts.of("import.looked") : texts.of("import.done");
        };
    }

    /** How many lines come, or have come, to what. */
    public List<String> getCounts() {
        Progress progress = run.progress();
        List<String> counts = new ArrayList<>(List.of(texts.of("import.created", progress.count(Verdict.CREATED))));
        addCount(counts, "import.changed", progress.count(Verdict.CHANGED));
        addCount(counts, "import.unchanged", progress.count(Verdict.UNCHANGED));
        addCount(counts, "import.skipped", progress.count(Verdict.SKIPPED));
        addCount(counts, "import.faults", progress.count(Verdict.FAULT));
        return counts;
    }

    private void addCount(List<String> counts, String key, long count) {
        if (count > 0) {
            counts.add(texts.of(key, count));
        }
    }

    /** The words on the button that makes what was looked at, or the rest; empty if there is nothing to make. */
    public String getSubmit() {
        Progress progress = run.progress();
        if (progress.isRunning() || progress.rest() == 0) {
            return "";
        }
        if (!run.wish().isDry()) {
            return texts.of("import.goOn", progress.rest());
        }
        long made = progress.count(Verdict.CREATED) + progress.count(Verdict.CHANGED);
        return made == 0 || run.state() != BulkRun.State.DONE ? "" : texts.of("import.submit", made);
    }

    public List<Fault> getFaults() {
        return run.faults(SHOWN).stream().map(this::fault).toList();
    }

    private Fault fault(Outcome outcome) {
        String problem = outcome.problems().stream().map(texts::said).collect(Collectors.joining("; "));
        return new Fault(outcome.line(), Harmless.line(outcome.address()), Harmless.line(problem));
    }

    /** Faults that are not shown. */
    public long getMoreFaults() {
        return Math.max(0, run.progress().count(Verdict.FAULT) - SHOWN);
    }

    public String getId() {
        return run == null ? "" : run.id();
    }

    public String getDomain() {
        return domain;
    }

    public String getBack() {
        return Pages.domain(domain);
    }

    public String getAgain() {
        return Pages.importing(domain);
    }

    public Part getFile() {
        return file;
    }

    public void setFile(Part file) {
        this.file = file;
    }

    public String getExisting() {
        return existing;
    }

    public void setExisting(String existing) {
        this.existing = existing;
    }

    public boolean isGenerated() {
        return generated;
    }

    public void setGenerated(boolean generated) {
        this.generated = generated;
    }
}
