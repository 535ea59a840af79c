package ee.qmail.cli.moving;

import ee.qmail.cli.moving.Report.Fate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The files by which patched qmail says with which hosts it speaks TLS, {@code control/tlshosts} and {@code control/notlshosts} (RTLS-5), and the certificate that
 * it shows them, {@code control/clientcert.pem}. They mean the same here.
 */
final class TlsHostsImport {
    private static final String CERTIFICATE = "clientcert.pem";
    private static final String AUTOMATIC = "notlshosts_auto";
    private static final String NO_CIPHERS =
            "TLS 1.2 and 1.3 with the suites of RFC 9325, and older ones where mail would go in clear otherwise";

    private final Target target;
    private final Report report;

    TlsHostsImport(Target target, Report report) {
        this.target = target;
        this.report = report;
    }

    /** Tells whether a file of {@code control} is one of these. */
    static boolean isKnown(String name) {
        return List.of(CERTIFICATE, AUTOMATIC, "tlsclientciphers").contains(name);
    }

    void take(Path control) throws IOException {
        if (Files.exists(control.resolve("tlsclientciphers"))) {
            report.tell(Fate.NOT_NEEDED, "control/tlsclientciphers", NO_CIPHERS);
        }
        if (Files.isRegularFile(control.resolve(CERTIFICATE))) {
            copy(control, Path.of(CERTIFICATE));
        }
        takeAll(control, "tlshosts");
        if (isAutomatic(control)) {
            report.tell(
                    Fate.NOT_NEEDED,
                    "control/notlshosts",
                    "control/notlshosts_auto wrote it; here mail goes in clear for an hour where TLS has failed twice."
                            + " Copy what you have written yourself");
        } else {
            takeAll(control, "notlshosts");
        }
    }

    /** Such files are a downgrade for ever after one failure, and nobody has decided on it. */
    private static boolean isAutomatic(Path control) throws IOException {
        Path file = control.resolve(AUTOMATIC);
        return Files.isRegularFile(file) && !Files.readString(file).strip().equals("0");
    }

    private void takeAll(Path control, String directory) throws IOException {
        for (Path file : Sources.files(control.resolve(directory))) {
            copy(control, control.relativize(file));
        }
    }

    private void copy(Path control, Path name) {
        String what = "control/" + name;
        Step.of(report, what, () -> {
            if (Files.isSymbolicLink(control.resolve(name))) {
                report.tell(Fate.NOT_UNDERSTOOD, what, Sources.LINK);
            } else {
                boolean taken = target.copy(
                        control.resolve(name), target.home().control().resolve(name));
                report.tell(taken ? Fate.TAKEN : Fate.THERE, what);
            }
        });
    }
}
