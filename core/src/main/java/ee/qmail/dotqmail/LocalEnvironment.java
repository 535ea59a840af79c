package ee.qmail.dotqmail;

import ee.qmail.mbox.Postmark;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The environment that qmail-local gives to programs (DQ-8).
 *
 * @param sender of the envelope
 * @param forwardSender of what is forwarded (DQ-12)
 * @param local of the recipient as rewritten
 * @param host of the recipient
 * @param ext the extension, in the case of letters in which it was written
 * @param defaultPart what {@code default} in the name of the file stood for, or null
 * @param returnPath line with its LF
 * @param deliveredTo line with its LF
 */
public record LocalEnvironment(
        String sender,
        String forwardSender,
        String local,
        String host,
        String user,
        Path home,
        String ext,
        String defaultPart,
        String returnPath,
        String deliveredTo,
        Instant now) {
    private static final int PARTS = 4;

    /** Name and value; nothing of this server's own environment. */
    public Map<String, String> variables() {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("SENDER", sender);
        all.put("NEWSENDER", forwardSender);
        all.put("RECIPIENT", local + "@" + host);
        all.put("USER", user);
        all.put("HOME", home.toString());
        all.put("LOCAL", local);
        all.put("HOST", host);
        String shorter = host;
        for (int part = 2; part <= PARTS; part++) {
            int dot = shorter.lastIndexOf('.');
            shorter = dot < 0 ? shorter : shorter.substring(0, dot);
            all.put("HOST" + part, shorter);
        }
        all.put("EXT", ext);
        String rest = ext;
        for (int part = 2; part <= PARTS; part++) {
            int hyphen = rest.indexOf('-');
            rest = hyphen < 0 ? "" : rest.substring(hyphen + 1);
            all.put("EXT" + part, rest);
        }
        if (defaultPart != null) {
            all.put("DEFAULT", defaultPart);
        }
        all.put("DTLINE", deliveredTo);
        all.put("RPLINE", returnPath);
        all.put("UFLINE", Postmark.line(sender, now));
        return all;
    }
}
