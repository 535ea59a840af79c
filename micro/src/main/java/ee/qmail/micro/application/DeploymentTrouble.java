package ee.qmail.micro.application;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Hears why a deployment fails, and what is remarked on one that does not: the server tells its log, and its caller only that it did. Only records of the thread that deploys
 * count, since others log about mail meanwhile.
 */
final class DeploymentTrouble extends Handler implements AutoCloseable {
    private static final String OURS = "ee.qmail.";
    /** Whose warnings are about the application that is deployed. */
    private static final String BEANS = "ee.qmail.rar.application.MailBeanRegistry";

    private static final Pattern NO_RESOURCE = Pattern.compile(
            "JNDI lookup failed for the resource: Name: \\[([^]]*)], Lookup: \\[([^]]*)], Type: \\[([^]]*)]");

    private static final int MAX = 500;
    private static final int MOST_REMARKS = 20;

    private final long thread = Thread.currentThread().getId();
    /** A sentence of this project, such as the adapter's about a wrong value of a bean. */
    private String ours;
    /** The first trouble is the cause of all others. */
    private Throwable cause;

    private String last;
    private final List<String> remarks = new ArrayList<>();

    private DeploymentTrouble() {}

    /** Listens to the thread of the caller, until it is closed. */
    static DeploymentTrouble ofThisThread() {
        DeploymentTrouble trouble = new DeploymentTrouble();
        Logger.getLogger("").addHandler(trouble);
        return trouble;
    }

    @Override
    public void publish(LogRecord record) {
        if (record.getLongThreadID() != thread) {
            return;
        }
        boolean isOurs = String.valueOf(record.getLoggerName()).startsWith(OURS);
        if (BEANS.equals(record.getLoggerName())
                && record.getLevel() == Level.WARNING
                && remarks.size() < MOST_REMARKS) {
            remarks.add(line(record.getMessage()));
        }
        if (record.getLevel().intValue() < Level.SEVERE.intValue()) {
            return;
        }
        if (ours == null && isOurs) {
            ours = record.getMessage();
        }
        if (cause == null) {
            cause = record.getThrown();
        }
        last = record.getMessage();
    }

    /** Warnings of the adapter about the beans, such as on their addresses; one line each. */
    List<String> remarks() {
        return List.copyOf(remarks);
    }

    /** One line. */
    Optional<String> reason() {
        if (ours != null) {
            return Optional.of(line(ours));
        }
        return Optional.ofNullable(cause == null ? last : text(cause)).map(DeploymentTrouble::line);
    }

    /** What a cause says, and what it is, since many say nothing without that. */
    static String text(Throwable trouble) {
        Throwable root = trouble;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        String message = root.getMessage();
        return root.getClass().getSimpleName() + (message == null || message.isBlank() ? "" : ": " + message);
    }

    private static String line(String text) {
        String first = resource(text.strip().lines().findFirst().orElse("").replaceAll("\\p{Cntrl}", " "));
        return first.length() > MAX ? first.substring(0, MAX) + " ..." : first;
    }

    /** The server's sentence on a resource that is not there goes on with its own settings. */
    private static String resource(String sentence) {
        Matcher found = NO_RESOURCE.matcher(sentence);
        if (!found.find()) {
            return sentence;
        }
        String help = found.group(3).equals("javax.sql.DataSource")
                ? "define it in the application (@DataSourceDefinition), or take jdbc/qmail, the server's own"
                : "docs/beans.md lists what an application finds here";
        return "no " + found.group(3) + " has the name '" + found.group(2) + "', which " + found.group(1)
                + " looks for: " + help;
    }

    @Override
    public void flush() {
        // nothing is kept back
    }

    @Override
    public void close() {
        Logger.getLogger("").removeHandler(this);
    }
}
