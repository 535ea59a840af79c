package ee.qmail.rar.application;

import ee.qmail.contract.BeanFailure;
import ee.qmail.message.DeliveryReport;
import ee.qmail.message.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * What the server's log is told of calls into beans: one line for each mail that a bean has not taken, and the stack once in {@value
 * #STACK_MINUTES} minutes for each bean and class of exception. Safe for use by several threads.
 */
final class BeanLog {
    static final int STACK_MINUTES = 10;

    private static final int MOST_KINDS = 1_000;
    /** Characters of a message of an exception. */
    private static final int LONGEST = 300;

    private static final int MOST_CAUSES = 50;
    private static final int FRAMES = 40;
    private static final int TOP_FRAMES = 30;
    private static final String OWN_FRAMES = "ee.qmail.rar.";

    private final Consumer<String> lines;
    private final LongSupplier nanos;

    /** When the stack was told last, by bean and class. */
    private final Map<String, Long> told = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > MOST_KINDS;
        }
    };

    /** @param lines takes a warning; a stack is one with several lines */
    BeanLog(Consumer<String> lines, LongSupplier nanos) {
        this.lines = lines;
        this.nanos = nanos;
    }

    /** A mail is deferred for it. */
    void failed(BeanCall call, Throwable failure) {
        Throwable root = rootOf(failure);
        lines.accept(of(call) + " is deferred: " + call.bean().name() + " failed: " + said(root));
        if (isStackWanted(call.bean().name() + " " + root.getClass().getName())) {
            lines.accept(call.bean().name() + " failed as follows; for the same exception this is not shown again for "
                    + STACK_MINUTES + " minutes" + stack(said(root), root.getStackTrace(), FRAMES));
        }
    }

    /** The same, as it is kept for who looks at the bean. */
    BeanFailure failure(BeanCall call, Throwable failure) {
        Throwable root = rootOf(failure);
        return new BeanFailure(
                Instant.now(),
                root.getClass().getName(),
                root.getMessage() == null ? "" : oneLine(root.getMessage()),
                stack("", root.getStackTrace(), FRAMES).strip(),
                call.mail().key());
    }

    /** Of a bean that takes longer than it may; by then it may have returned. */
    BeanFailure slow(BeanCall call) {
        return new BeanFailure(
                Instant.now(),
                TimeoutException.class.getName(),
                "longer than " + call.bean().timeout() + " seconds",
                stack("", call.stack(), TOP_FRAMES).strip(),
                call.mail().key());
    }

    /** Nobody waits for it any more. */
    void hanging(BeanCall call, int share) {
        StackTraceElement[] stack = call.stack();
        if (stack.length == 0) {
            lines.accept(of(call) + " is deferred: the server had no thread for "
                    + call.bean().name() + " within " + call.seconds() + " seconds");
        } else {
            lines.accept(of(call) + " is deferred: " + call.bean().name() + " has been working on it for "
                    + call.seconds() + " seconds, longer than its timeout of "
                    + call.bean().timeout()
                    + "; its transaction will be rolled back, and until it returns, its thread is one of the " + share
                    + " that its application may have" + stack("", stack, TOP_FRAMES));
        }
    }

    /** It has returned after all. */
    void endedLate(BeanCall call, DeliveryReport report) {
        String end = report.outcome() == Outcome.SUCCESS
                ? "without a transaction that could be rolled back, or its commit took too long: what it has done stands, and it gets the mail once more"
                : "its transaction was rolled back";
        lines.accept(call.bean().name() + " has returned from " + of(call) + " after " + call.seconds() + " seconds, "
                + end);
    }

    private static String of(BeanCall call) {
        return "mail " + call.mail().key();
    }

    private synchronized boolean isStackWanted(String kind) {
        long now = nanos.getAsLong();
        Long last = told.get(kind);
        if (last != null && now - last < Duration.ofMinutes(STACK_MINUTES).toNanos()) {
            return false;
        }
        told.put(kind, now);
        return true;
    }

    private static Throwable rootOf(Throwable failure) {
        Throwable root = failure;
        for (int i = 0; i < MOST_CAUSES && root.getCause() != null; i++) {
            root = root.getCause();
        }
        return root;
    }

    private static String said(Throwable root) {
        String message = root.getMessage();
        return root.getClass().getName() + (message == null ? "" : ": " + oneLine(message));
    }

    /** An application, or a stranger's mail that it cites, must not write lines of its own. */
    private static String oneLine(String text) {
        String cut = text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...";
        return cut.replaceAll("[\\p{Cntrl}\\u0085\\u2028\\u2029]+", " ").strip();
    }

    /** Down to the frames of this server, which are always the same. */
    private static String stack(String head, StackTraceElement[] frames, int most) {
        StringBuilder text = new StringBuilder(head.isEmpty() ? "" : "\n" + head);
        for (int i = 0;
                i < frames.length && i < most && !frames[i].getClassName().startsWith(OWN_FRAMES);
                i++) {
            text.append("\n\tat ").append(frames[i]);
        }
        return text.toString();
    }
}
