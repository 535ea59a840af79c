package ee.qmail.web.console;

import ee.qmail.accounts.AddressEffects;
import ee.qmail.control.ControlFiles;
import ee.qmail.control.Setting;
import ee.qmail.control.Shape;
import ee.qmail.control.ShownText;
import ee.qmail.revision.Author;
import ee.qmail.revision.ChangedMeanwhileException;
import ee.qmail.revision.LineDiff;
import ee.qmail.revision.Precondition;
import ee.qmail.settings.SettingChanges;
import ee.qmail.text.Sentence;
import ee.qmail.web.Effect;
import ee.qmail.web.SettingView;
import ee.qmail.web.language.Texts;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.faces.context.FacesContext;
import jakarta.faces.event.PhaseId;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * One control file to be edited. The form has the version that it shows, and its text: nothing is written over a change that has not been seen, and what was
 * typed is put together with it, or written in its place, as its writer wants.
 */
@Named
@RequestScoped
public class SettingPage {
    private static final Logger LOG = Logger.getLogger(SettingPage.class.getName());
    private static final String FIELD = "edit:save";
    /** Characters of a text that is sent with the form to be compared with. */
    private static final int LARGEST_BASE = 200_000;

    private static final int MOST_LINES = 100;
    private static final int MOST_VALUES = 5;

    private static final String LIST = "control?faces-redirect=true";

    @Inject
    private ControlFiles files;

    @Inject
    private SettingChanges changes;

    @Inject
    private AddressEffects addresses;

    @Inject
    private Texts texts;

    private String file;
    private Setting setting;
    private String content;
    private String version;
    /** Of this version; null if it is too large to be sent forth and back. */
    private String base;

    private Conflict conflict;
    private Effect effect;
    private String why = "";

    @PostConstruct
    void find() {
        file = Requests.parameter("file");
        setting = Setting.ofFile(file).orElse(null);
        version = Requests.parameter("version");
        base = Requests.given("base").map(SettingPage::unix).orElse(null);
    }

    public void load() throws IOException {
        if (setting == null) {
            Requests.notFound("no such control file");
        } else if (content == null) {
            show(files.shown(setting));
            content = base == null ? files.shown(setting).map(ShownText::text).orElse("") : base;
            takeBack(Requests.parameter("undo"));
        }
    }

    /** Puts the text into the form that takes a change back and leaves those that came after it. It is saved when it has been looked at. */
    private void takeBack(String number) throws IOException {
        Optional<Undo> undo = Undo.of(files.history(setting), number);
        if (undo.isEmpty()) {
            return;
        }
        why = texts.of("setting.undoneWhy", number);
        if (undo.get().madeTheFile() && content.equals(undo.get().after())) {
            Messages.told("setting.undoneFile");
            return;
        }
        Optional<String> text =
                Conflict.merged(setting, undo.get().after(), undo.get().before(), content);
        content = text.orElse(undo.get().before());
        Messages.told(text.isPresent() ? "setting.undone" : "setting.undoneBefore");
    }

    private void show(Optional<ShownText> there) {
        version = there.map(ShownText::version).orElse("");
        String text = there.map(ShownText::text).orElse("");
        base = text.length() > LARGEST_BASE ? null : text;
    }

    private static String unix(String typed) {
        return typed.replace("\r\n", "\n");
    }

    public String save() {
        return write(version);
    }

    /** Instead of what others have written meanwhile, in the version that was shown beside what was typed. */
    public String overwrite() {
        return write(Requests.parameter("seen"));
    }

    private String write(String seen) {
        return done(() -> changes.write(setting, unix(content), Precondition.seen(seen), author()), "setting.saved")
                ? LIST
                : null;
    }

    /** Puts the changes of others into what was typed. It is saved when it has been looked at. */
    public String merge() throws IOException {
        findConflict();
        Optional<String> merged = conflict.merged();
        if (merged.isPresent()) {
            content = merged.get();
            show(conflict.there());
            conflict = null;
            Messages.told("setting.merged");
        }
        return null;
    }

    public String useDefault() {
        return done(
                        () -> changes.delete(setting, Precondition.seen(version), author()).stream()
                                .toList(),
                        "setting.deleted")
                ? LIST
                : null;
    }

    /** Shows what a save would do, while somebody types. The problems are those that a save would find. */
    public void preview() throws IOException {
        effect = Effect.of(files, addresses, setting, Optional.of(unix(content)));
        effect.problems().forEach(problem -> Messages.error(FIELD, problem));
    }

    /** Null if nobody has asked. */
    public Effect getEffect() {
        return effect;
    }

    /** The addresses that would be refused, in a sentence. */
    public String getStopped() {
        return new EffectTexts(effect, texts).stopped();
    }

    /** The addresses that would take mail, in a sentence. */
    public String getBegun() {
        return new EffectTexts(effect, texts).begun();
    }

    /** The values that are not among others, in a line; how many, if they are many. */
    public String words(List<String> values, List<String> others) {
        List<String> own =
                values.stream().filter(value -> !others.contains(value)).toList();
        if (own.size() > MOST_VALUES) {
            return texts.of("setting.effect.entries", own.size());
        }
        if (own.isEmpty()) {
            return values.isEmpty() ? texts.of("common.none") : texts.of("setting.effect.without");
        }
        return String.join(", ", own);
    }

    /** The lines that are typed beside what is there; nothing while that is not known. */
    public List<LineDiff.Line> getTyped() {
        return base == null || effect == null ? List.of() : LineDiff.of(base, unix(content), MOST_LINES);
    }

    private Author author() {
        return new Author(
                FacesContext.getCurrentInstance()
                        .getExternalContext()
                        .getUserPrincipal()
                        .getName(),
                why);
    }

    private void findConflict() throws IOException {
        conflict = Conflict.of(setting, base, unix(content), files.shown(setting));
    }

    private interface Write {
        List<Sentence> problems() throws IOException;
    }

    private boolean done(Write write, String told) {
        if (setting.isChangedOnTheMachineOnly()) {
            Messages.error(FIELD, "setting.machineOnly", setting.fileName());
            return false;
        }
        try {
            List<Sentence> problems = write.problems();
            problems.forEach(problem -> Messages.error(FIELD, problem));
            if (problems.isEmpty()) {
                Messages.done(told, setting.fileName());
            }
            return problems.isEmpty();
        } catch (ChangedMeanwhileException e) {
            return changedMeanwhile();
        } catch (IOException e) {
            return failed(e);
        }
    }

    private boolean changedMeanwhile() {
        try {
            findConflict();
            FacesContext.getCurrentInstance().validationFailed();
            return false;
        } catch (IOException e) {
            return failed(e);
        }
    }

    private boolean failed(IOException e) {
        LOG.log(Level.WARNING, "control/" + setting.fileName() + " could not be written", e);
        Messages.error(FIELD, "setting.unwritable", setting.fileName());
        return false;
    }

    /** Tells whether buttons are there that decide over a conflict: those of the page that is shown, and those of the one that was. */
    public boolean isDeciding() {
        boolean shows = FacesContext.getCurrentInstance().getCurrentPhaseId() == PhaseId.RENDER_RESPONSE;
        return shows ? conflict != null : Requests.given("seen").isPresent();
    }

    /** The changes of others that a save has met; null if there are none. */
    public Conflict getConflict() {
        return conflict;
    }

    /** Of the text that is shown; empty if there is no file. */
    public String getVersion() {
        return version;
    }

    /** For the history. */
    public String getWhy() {
        return why;
    }

    public void setWhy(String why) {
        this.why = why == null ? "" : why;
    }

    public String getBase() {
        return base;
    }

    public SettingView getView() {
        return SettingView.of(setting, files, texts);
    }

    /** Tells whether the file has one entry to a line. */
    public boolean isList() {
        return setting != null && (setting.shape() == Shape.LIST || setting.shape() == Shape.MAP);
    }

    /** Tells whether the default can be chosen instead. */
    public boolean isDeletable() {
        return setting != null && setting != Setting.ME && !files.current().isDefault(setting);
    }

    /** Tells whether asterisks may stand for passwords. */
    public boolean isSecret() {
        return setting != null && setting.isSecret();
    }

    public String getFile() {
        return file;
    }

    public String getContent() {
        return content;
    }

    public void setContent(String content) {
        this.content = content;
    }
}
