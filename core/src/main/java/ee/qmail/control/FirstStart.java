package ee.qmail.control;

import ee.qmail.home.AtomicFile;
import ee.qmail.home.HomeFormat;
import ee.qmail.home.OwnerOnly;
import ee.qmail.home.QmailHome;
import ee.qmail.text.Sentence;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes a home ready for this version: its directories and, in a new one, its first control files.
 *
 * @param home need not exist
 */
public record FirstStart(QmailHome home) {
    /**
     * Creates what is missing; overwrites nothing. The directories are for the owner only; those that are open to
     * others are closed. The control files are written on the first start alone, so that a {@code rcpthosts} that was
     * taken away later stays away.
     *
     * @param hostName for control/me
     * @return the directories that were open to others, which they are not any more
     * @throws IOException also if a later version has written what this one cannot read: nothing is changed then
     * @throws IllegalArgumentException if the host name is not one and control/me is missing
     */
    public List<Path> prepare(String hostName) throws IOException {
        HomeFormat.check(home);
        List<Path> closed = makeDirectories();
        writeFirstControlFiles(hostName);
        HomeFormat.mark(home);
        return closed;
    }

    private List<Path> makeDirectories() throws IOException {
        List<Path> closed = new ArrayList<>();
        for (Path directory : List.of(
                home.root(),
                home.control(),
                home.log(),
                home.sendLog(),
                home.log().resolve("smtpd"),
                home.log().resolve("pop3d"),
                home.log().resolve("submission"),
                home.log().resolve("submissions"),
                home.log().resolve("pop3s"),
                home.mail(),
                home.alias(),
                home.assign().getParent(),
                home.maildrop(),
                home.maildrop().resolve("tmp"),
                home.maildrop().resolve("new"),
                home.maildrop().resolve("taken"),
                home.applications(),
                home.queue(),
                home.spool(),
                home.db(),
                home.run())) {
            OwnerOnly.createDirectories(directory);
            if (close(directory)) {
                closed.add(directory);
            }
        }
        return closed;
    }

    /**
     * A group may be allowed to leave mail in the maildrop, whose directories are there before root leaves something.
     * It may not exchange these directories.
     */
    private boolean close(Path directory) throws IOException {
        if (directory.equals(home.root()) || directory.equals(home.maildrop())) {
            return OwnerOnly.closeButForPassage(directory);
        }
        boolean isShared = directory.startsWith(home.maildrop()) && !directory.endsWith("taken");
        return isShared ? OwnerOnly.closeButForGroup(directory) : OwnerOnly.close(directory);
    }

    private void writeFirstControlFiles(String hostName) throws IOException {
        if (Files.exists(home.control().resolve(Setting.ME.fileName()))) {
            return;
        }
        List<Sentence> problems = Setting.ME.check(hostName);
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", Sentence.english(problems)));
        }
        writeIfMissing(Setting.RCPTHOSTS, hostName + "\n");
        writeIfMissing(Setting.TCP_SMTP, """
                # Who may connect to the SMTP port, and who may relay; the first address that fits decides.
                127.:allow,RELAYCLIENT=""
                ::1:allow,RELAYCLIENT=""
                :allow
                """);
        writeIfMissing(Setting.ME, hostName + "\n"); // last: it says that the first start is over
    }

    private void writeIfMissing(Setting setting, String content) throws IOException {
        Path file = home.control().resolve(setting.fileName());
        if (!Files.exists(file)) {
            AtomicFile.write(file, content);
        }
    }
}
