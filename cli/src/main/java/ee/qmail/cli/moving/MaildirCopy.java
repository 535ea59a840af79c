package ee.qmail.cli.moving;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The messages of a Maildir, under their names, so that clients do not download them again (section 3.10 of the facts). */
final class MaildirCopy {
    private final Target target;

    MaildirCopy(Target target) {
        this.target = target;
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
                String name = file.getFileName().toString();
                // what a reader has moved or flagged here since the last run is the same message
                if (!name.startsWith(".")
                        && !there.contains(base(file))
                        && target.copy(file, to.resolve(sub).resolve(name))) {
                    copied++;
                }
            }
        }
        if (!target.dry() && Files.isDirectory(from)) {
            for (String sub : List.of("tmp", "new", "cur")) {
                Files.createDirectories(to.resolve(sub));
            }
        }
        return copied;
    }

    private static String base(Path file) {
        String name = file.getFileName().toString();
        int colon = name.indexOf(':');
        return colon < 0 ? name : name.substring(0, colon);
    }
}
