package ee.qmail.exports;

import ee.qmail.accounts.CatchAlls.CatchAll;
import ee.qmail.directory.Forward;
import ee.qmail.directory.Mailbox;
import ee.qmail.routing.ForwardTarget;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What the database says of an address, in the words of {@code .qmail} files. Queues of applications have none. */
final class DotQmail {
    private static final String DELIVER = "| /home/vpopmail/bin/vdelivermail '' ";
    static final String BOUNCE = DELIVER + "bounce-no-mailbox\n";

    /** What a shell has no other meaning for. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._+=-]+@[A-Za-z0-9.-]+");

    private DotQmail() {}

    /** The file of an alias; empty if it leads to queues only: a file without deliveries would throw its mail away. */
    static Optional<String> ofAlias(List<String> targets) {
        String lines = lines(targets);
        return lines.isEmpty() ? Optional.empty() : Optional.of(lines);
    }

    /** The file in the directory of a mailbox; empty if its mail is only kept. */
    static Optional<String> ofMailbox(Mailbox mailbox) {
        Forward forward = mailbox.getForward();
        String lines = lines(forward.targets());
        if (lines.isEmpty() && !mailbox.isAnswering()) {
            return Optional.empty();
        }
        String remark =
                mailbox.isAnswering() ? "# was answered while its owner was away: set up an autoresponder\n" : "";
        return Optional.of(remark + lines + (forward.keeps() || lines.isEmpty() ? "./Maildir/\n" : ""));
    }

    /** A line for each address; those for queues are none. */
    private static String lines(List<String> targets) {
        return targets.stream()
                .filter(target -> ForwardTarget.of(target).address().isPresent())
                .map(target -> "&" + target + "\n")
                .collect(Collectors.joining());
    }

    /**
     * The file {@code .qmail-default}, which at vpopmail delivers to all mailboxes too.
     *
     * @param several the address of an alias with all targets, where {@link #needsAlias}
     */
    static String ofCatchAll(CatchAll all, String several) {
        if (all.text().isEmpty()) {
            return BOUNCE;
        }
        if (all.isByHand()) {
            boolean isNothing = all.text().get().lines().allMatch(line -> line.isBlank() || line.startsWith("#"));
            return isNothing ? DELIVER + "delete\n" : BOUNCE;
        }
        return DELIVER + (needsAlias(all) ? several : all.targets().get(0)) + "\n";
    }

    /** Tells whether its targets stand in the file of an alias: the line is a shell's, and vdelivermail knows one target. */
    static boolean needsAlias(CatchAll all) {
        List<String> targets = all.targets();
        return targets.size() > 1
                || targets.size() == 1 && !PLAIN.matcher(targets.get(0)).matches();
    }
}
