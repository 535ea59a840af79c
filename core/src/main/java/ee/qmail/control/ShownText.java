package ee.qmail.control;

import ee.qmail.home.AtomicFile;
import ee.qmail.home.Fingerprint;
import ee.qmail.home.PlainText;
import ee.qmail.text.Sha256;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The text of a control file as people see it, right or wrong.
 *
 * @param text as {@link PlainText}, asterisks for its passwords
 * @param version another one after each change of the file, whoever made it; it tells nothing of passwords. Letters and digits
 */
public record ShownText(String text, String version) {
    private static final int DIGITS = 32;

    /** @return empty if there is no such file */
    static Optional<ShownText> of(Setting setting, Path file) throws IOException {
        // before the text: if it changes in between, this is a version that never was, and no change of it is made
        String fingerprint = setting.isSecret() ? Fingerprint.of(file) : "";
        return AtomicFile.read(file).map(raw -> {
            String text = setting.shown(PlainText.of(raw).text());
            // a hash of a password would let it be guessed
            String known = setting.isSecret() ? fingerprint + "\n" + text : raw;
            return new ShownText(text, Sha256.hex(known).substring(0, DIGITS));
        });
    }
}
