package ee.qmail.settings;

import ee.qmail.audit.AuditTrail;
import ee.qmail.audit.Deed;
import ee.qmail.audit.Done;
import ee.qmail.caller.AdministratorsOnly;
import ee.qmail.caller.Caller;
import ee.qmail.control.ControlFiles;
import ee.qmail.control.Setting;
import ee.qmail.revision.Author;
import ee.qmail.revision.Precondition;
import ee.qmail.text.Sentence;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Writes control files for administrators, and tells it in the audit trail. Safe for use by several threads. */
@ApplicationScoped
@AdministratorsOnly
public class SettingChanges {
    private final ControlFiles files;
    private final AuditTrail audit;

    /** For the container's proxies. */
    protected SettingChanges() {
        this(null, null);
    }

    @Inject
    public SettingChanges(ControlFiles files, AuditTrail audit) {
        this.files = files;
        this.audit = audit;
    }

    /** As {@link ControlFiles#write}. */
    public List<Sentence> write(Setting setting, String content, Precondition precondition, Author author)
            throws IOException {
        List<Sentence> problems = files.write(setting, content, precondition, author);
        if (problems.isEmpty()) {
            tell(Deed.CONTROL_WRITTEN, setting, author);
        }
        return problems;
    }

    /** As {@link ControlFiles#delete}. */
    public Optional<Sentence> delete(Setting setting, Precondition precondition, Author author) throws IOException {
        Optional<Sentence> problem = files.delete(setting, precondition, author);
        if (problem.isEmpty()) {
            tell(Deed.CONTROL_DELETED, setting, author);
        }
        return problem;
    }

    private void tell(Deed deed, Setting setting, Author author) {
        audit.add(Caller.current(), new Done(deed, setting.fileName(), "", author.why()));
    }
}
