package ee.qmail.web;

import ee.qmail.control.ControlFiles;
import ee.qmail.control.Controls;
import ee.qmail.control.Default;
import ee.qmail.control.Setting;
import ee.qmail.control.Shape;
import ee.qmail.web.language.Amounts;
import ee.qmail.web.language.Texts;
import java.util.List;

/**
 * A control file for people.
 *
 * @param lines what is in force, its default applied
 * @param isDefault whether the file is missing
 * @param fallback what holds when the file is missing, in words
 * @param problems what is wrong with the file, or not what its writer may think; one sentence each
 * @param machineOnly whether it is changed on the machine and neither in the console nor by the REST API
 * @param amounts tells numbers in the language of the reader
 */
public record SettingView(
        String file,
        String help,
        String readBy,
        String unit,
        List<String> lines,
        boolean isDefault,
        String fallback,
        List<String> problems,
        boolean machineOnly,
        Amounts amounts) {
    /** Said to one who would change such a file by the REST API. */
    public static final String MACHINE_ONLY = "is changed on the machine only, by the server's own user: it says what"
            + " runs there as that user; write the file in the directory control of the server's home";

    public static SettingView of(Setting setting, ControlFiles files, Texts texts) {
        Controls controls = files.current();
        Amounts amounts = new Amounts(texts);
        return new SettingView(
                setting.fileName(),
                texts.said(setting.help()),
                setting.readBy().equals("all") ? texts.of("control.everyProgram") : setting.readBy(),
                setting.unit(),
                lines(setting, controls),
                controls.isDefault(setting),
                fallback(setting, texts, amounts),
                files.remarks(setting).stream().map(texts::said).toList(),
                setting.isChangedOnTheMachineOnly(),
                amounts);
    }

    /** The unit of a value, and the value in a unit that is easier to imagine. */
    public String unitOf(String line) {
        return amounts.of(line, unit);
    }

    /** Without passwords. */
    private static List<String> lines(Setting setting, Controls controls) {
        return setting.shape() == Shape.LIST || setting.shape() == Shape.MAP
                ? controls.list(setting).stream().map(setting::shown).toList()
                : controls.value(setting).map(setting::shown).map(List::of).orElse(List.of());
    }

    private static String fallback(Setting setting, Texts texts, Amounts amounts) {
        Default fallback = setting.fallback();
        return switch (fallback.rule()) {
            case NONE -> texts.of("common.none");
            case ME -> texts.of("control.fallback.me");
            case ME_ELSE_NAME -> texts.of("control.fallback.meElse", setting.fileName());
            case LITERAL -> (fallback.literal() + " " + amounts.of(fallback.literal(), setting.unit())).strip();
        };
    }
}
