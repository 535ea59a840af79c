package ee.qmail.web.console;

import ee.qmail.control.ControlFiles;
import ee.qmail.control.Setting;
import ee.qmail.control.Shape;
import ee.qmail.web.SettingView;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.IOException;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/** One control file to be edited. */
@Named
@RequestScoped
public class SettingPage {
    private static final Logger LOG = Logger.getLogger(SettingPage.class.getName());
    private static final String FIELD = "edit:save";
    private static final String LIST = "control?faces-redirect=true";

    @Inject
    private ControlFiles files;

    private String file;
    private Setting setting;
    private String content;

    @PostConstruct
    void find() {
        file = Requests.parameter("file");
        setting = Setting.ofFile(file).orElse(null);
    }

    public void load() throws IOException {
        if (setting == null) {
            Requests.notFound("no such control file");
        } else if (content == null) {
            content = setting.shown(files.raw(setting).orElse(""));
        }
    }

    public String save() {
        String text = content.replace("\r\n", "\n");
        return done(() -> files.write(setting, text), "saved") ? LIST : null;
    }

    public String useDefault() {
        return done(() -> files.delete(setting).stream().toList(), "deleted, its default holds") ? LIST : null;
    }

    private interface Write {
        List<String> problems() throws IOException;
    }

    private boolean done(Write write, String what) {
        if (setting.isChangedOnTheMachineOnly()) {
            Messages.error(FIELD, "control/" + setting.fileName() + " " + SettingView.MACHINE_ONLY + ".");
            return false;
        }
        try {
            List<String> problems = write.problems();
            problems.forEach(problem -> Messages.error(FIELD, problem));
            if (problems.isEmpty()) {
                Messages.done("control/" + setting.fileName() + " is " + what + ".");
            }
            return problems.isEmpty();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "control/" + setting.fileName() + " could not be written", e);
            Messages.error(
                    FIELD, "control/" + setting.fileName() + ": cannot be written; the reason is in the server's log");
            return false;
        }
    }

    public SettingView getView() {
        return SettingView.of(setting, files);
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
