package ee.qmail.cli.moving;

import ee.qmail.cli.moving.Report.Fate;
import ee.qmail.control.OwnerOnly;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The messages of a Maildir, under their names, so that clients do not download them again (section 3.10 of the facts). */
final class MaildirCopy {
    private final Target target;
    private final Report report;

    MaildirCopy(Target target, Report report) {
        this.target = target;
        this.report = report;
    }

    /** @return how many messages were not there before */
    int copy(Path from, Path to) throws IOException {
        Set<String> there = new HashSet<>();
        for (String sub : List.of("new", "cur")) {
            for (Path file : Sources.files(to.resolve(sub))) {
                there.add(base(file));
            }
        }
        int copied = 0;
        for (String sub : List.of("new", "cur")) {
            for (Path file : Sources.files(from.resolve(sub))) {
                // what a reader has moved or flagged here since the last run is the same message
                if (!file.getFileName().toString().startsWith(".")
                        && !there.contains(base(file))
                        && copyOne(file, to.resolve(sub).resolve(file.getFileName()))) {
                    copied++;
                }
            }
        }
        if (!target.dry() && Files.isDirectory(from)) {
            for (String sub : List.of("tmp", "new", "cur")) {
                OwnerOnly.createDirectories(to.resolve(sub));
            }
        }
        return copied;
    }

    private boolean copyOne(Path from, Path to) {
        try {
            return target.copy(from, to);
        } catch (IOException e) {
            report.tell(Fate.FAILED, "message " + from, "cannot be read or written: " + e);
            return false;
        }
    }

    private static String base(Path file) {
        String name = file.getFileName().toString();
        int colon = name.indexOf(':');
        return colon < 0 ? name : name.substring(0, colon);
    }
}
