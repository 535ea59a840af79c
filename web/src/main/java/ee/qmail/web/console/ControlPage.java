package ee.qmail.web.console;

import ee.qmail.control.ControlFiles;
import ee.qmail.control.Setting;
import ee.qmail.web.SettingView;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.Arrays;
import java.util.List;

/** All control files and what is in force. */
@Named
@RequestScoped
public class ControlPage {
    @Inject
    private ControlFiles files;

    private List<SettingView> settings;

    @PostConstruct
    void load() {
        settings = Arrays.stream(Setting.values())
                .map(setting -> SettingView.of(setting, files))
                .toList();
    }

    public List<SettingView> getSettings() {
        return settings;
    }
}
