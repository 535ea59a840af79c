package ee.qmail.control;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** qmail-showctl: the effective configuration for people (CTL-8). */
final class ShowCtl {
    private ShowCtl() {}

    /** @param remarks on the file of a setting */
    static List<String> lines(Path directory, Controls controls, Function<Setting, List<String>> remarks)
            throws IOException {
        List<String> lines = new ArrayList<>();
        for (Setting setting : Setting.values()) {
            describe(setting, controls, lines);
            lines.addAll(remarks.apply(setting));
        }
        try (Stream<Path> files = Files.list(directory)) {
            files.map(file -> file.getFileName().toString())
                    .filter(name ->
                            !name.startsWith(".") && Setting.ofFile(name).isEmpty())
                    .sorted()
                    .forEach(name -> lines.add(name + ": I have no idea what this file does."));
        }
        return lines;
    }

    private static void describe(Setting setting, Controls controls, List<String> lines) {
        String start = setting.fileName() + ": " + (controls.isDefault(setting) ? "(Default.) " : "") + setting.help();
        boolean single = setting.shape() == Shape.LINE || setting.shape() == Shape.INT;
        List<String> values = single ? controls.value(setting).map(List::of).orElse(List.of()) : controls.list(setting);
        if (values.isEmpty()) {
            lines.add(start + ": none.");
        }
        String unit = setting.unit().isEmpty() ? "" : " " + setting.unit();
        values.forEach(value -> lines.add(start + ": " + value + unit + "."));
    }
}
