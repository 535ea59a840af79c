package ee.qmail.directory;

import java.util.List;

/**
 * Where the mail of a mailbox is sent on.
 *
 * @param targets each the text of a {@link ee.qmail.routing.ForwardTarget}; none: nowhere
 * @param keeps whether the mailbox has the mail as well; true if there is no target
 */
public record Forward(List<String> targets, boolean keeps) {
    public static final Forward NONE = new Forward(List.of(), true);

    public Forward {
        targets = List.copyOf(targets);
        keeps = keeps || targets.isEmpty();
    }

    /** @param lines as they are stored; null: none */
    static Forward stored(String lines, boolean keeps) {
        return lines == null ? NONE : new Forward(lines.lines().toList(), keeps);
    }

    /** Null: none. */
    String lines() {
        return targets.isEmpty() ? null : String.join("\n", targets);
    }
}
