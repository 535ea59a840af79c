package ee.qmail.web.console;

import ee.qmail.control.ControlFiles;
import ee.qmail.control.Purpose;
import ee.qmail.web.SettingView;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** All control files by what they are for, and what is in force. */
@Named
@RequestScoped
public class ControlPage {
    @Inject
    private ControlFiles files;

    private List<Group> groups;

    /** Files for one purpose: first those that are there, for which no default holds. */
    public record Group(String title, List<SettingView> settings) {}

    @PostConstruct
    void load() {
        groups = groups(files);
    }

    static List<Group> groups(ControlFiles files) {
        return Arrays.stream(Purpose.values())
                .map(purpose -> new Group(
                        purpose.title(),
                        purpose.settings().stream()
                                .map(setting -> SettingView.of(setting, files))
                                .sorted(Comparator.comparing(SettingView::isDefault))
                                .toList()))
                .toList();
    }

    public List<Group> getGroups() {
        return groups;
    }
}
