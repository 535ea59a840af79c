package ee.qmail.cli.moving;

import ee.qmail.cli.moving.Sources.Line;
import ee.qmail.maildir.Quota;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * A user in vpasswd (VP-1). A field that makes no sense is a problem to be told; the others count.
 *
 * @param name as it stands there; the mailbox has it in lower case, as vpopmail looks it up
 * @param hash empty if nobody is to log in
 * @param rights what the user may do besides
 * @param isBouncing whether all mail is bounced there
 * @param directory may be that of another machine; empty if it is not known
 * @param problems what is wrong, and what was done instead
 */
record VpasswdLine(
        String name,
        String hash,
        Rights rights,
        boolean isBouncing,
        String directory,
        OptionalLong quota,
        List<String> problems) {
    /** What the flags forbid (VP-3). */
    record Rights(boolean pop3, boolean submission, boolean relay) {
        private static Rights of(long flags) {
            return new Rights((flags & NO_POP) == 0, (flags & NO_SMTP) == 0, (flags & NO_RELAY) == 0);
        }
    }

    static final String FORM = "must be name:hash:uid:gid:gecos:dir:quota";
    private static final int FIELDS = 7;
    private static final int HASH = 1;
    private static final int FLAGS = 3;
    private static final int DIRECTORY = 5;
    private static final int QUOTA = 6;
    private static final long NO_POP = 0x2;
    private static final long BOUNCE_ALL = 0x10;
    private static final long NO_RELAY = 0x20;
    private static final long NO_SMTP = 0x800;
    private static final long MAX_FLAGS = 0xFFFF_FFFFL;
    private static final Pattern NAME = Pattern.compile("[!#$&'*+\\-./0-9=?A-Z^_`a-z{|}~]+");
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,10}");

    /** Empty if it is not even known whose line it is. */
    static Optional<VpasswdLine> of(Line line) {
        String[] fields = line.text().split(":", -1);
        if (fields.length < 2 || !NAME.matcher(fields[0]).matches()) {
            return Optional.empty();
        }
        List<String> problems = new ArrayList<>();
        if (fields.length < FIELDS) {
            problems.add("has " + fields.length + " fields, " + FORM);
        }
        OptionalLong flags = flags(field(fields, FLAGS), problems);
        boolean login = flags.isPresent() && !field(fields, HASH).startsWith("*");
        return Optional.of(new VpasswdLine(
                fields[0],
                login ? field(fields, HASH) : "",
                Rights.of(flags.orElse(0)),
                (flags.orElse(0) & BOUNCE_ALL) != 0,
                directory(line, field(fields, DIRECTORY), problems),
                quota(field(fields, QUOTA), problems),
                problems));
    }

    private static String field(String[] fields, int index) {
        return index < fields.length ? fields[index] : "";
    }

    private static OptionalLong flags(String text, List<String> problems) {
        if (NUMBER.matcher(text).matches() && Long.parseLong(text) <= MAX_FLAGS) {
            return OptionalLong.of(Long.parseLong(text));
        }
        problems.add("gid '" + text + "': must be a number of flags, 0 to " + MAX_FLAGS
                + "; as it is not known whether this user may log in, nobody can until a password is set");
        return OptionalLong.empty();
    }

    private static String directory(Line line, String text, List<String> problems) {
        if (line.isText() || text.chars().allMatch(c -> c < 0x80)) {
            return text;
        }
        problems.add("dir " + Sources.UNKNOWN_OCTETS);
        return "";
    }

    private static OptionalLong quota(String text, List<String> problems) {
        try {
            return Quota.parse(text);
        } catch (IllegalArgumentException | ArithmeticException e) {
            problems.add(e.getMessage() + "; the mailbox has no quota until one is set");
            return OptionalLong.empty();
        }
    }

    String mailbox() {
        return name.toLowerCase(Locale.ROOT);
    }
}
