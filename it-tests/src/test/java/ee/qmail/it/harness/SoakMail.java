package ee.qmail.it.harness;

import ee.qmail.test.server.FarServer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What honest clients have sent, what they were told, and where it has arrived. Safe for threads. */
public final class SoakMail {
    public static final int MAILBOXES = 6;
    /** Every so many messages one has a second recipient, elsewhere. */
    private static final int REMOTE_EVERY = 5;
    /** Every so many messages one has a recipient that nobody knows here. */
    private static final int UNKNOWN_EVERY = 7;
    /** Every so many messages one has a recipient that the other server refuses, which makes a bounce. */
    private static final int BOUNCE_EVERY = 11;

    private static final Pattern NUMBER = Pattern.compile("^Number: (\\d+);\r?$", Pattern.MULTILINE);
    private static final Pattern REFUSED_THERE = Pattern.compile("<refused(\\d+)@far\\.example>");

    private final AtomicInteger numbers = new AtomicInteger();
    private final Map<Integer, Boolean> accepted = new ConcurrentHashMap<>();
    private final Map<Integer, Integer> atHome = new ConcurrentHashMap<>();
    private final Map<Integer, Integer> elsewhere = new ConcurrentHashMap<>();
    private final Map<Integer, Integer> bounced = new ConcurrentHashMap<>();
    public final List<String> wrong = new CopyOnWriteArrayList<>();
    public final AtomicLong deferrals = new AtomicLong();
    public final Times connect = new Times();
    public final Times send = new Times();
    public final Times login = new Times();
    public final Times retrieve = new Times();

    int next() {
        return numbers.incrementAndGet();
    }

    static String box(int number) {
        return "box" + number % MAILBOXES;
    }

    static String sender(int number) {
        return bounces(number) ? "bounces@" + QmailServer.DOMAIN : "load@client.example";
    }

    static boolean isRemote(int number) {
        return number % REMOTE_EVERY == 0;
    }

    static boolean hasUnknown(int number) {
        return number % UNKNOWN_EVERY == 0;
    }

    static boolean bounces(int number) {
        return number % BOUNCE_EVERY == 0;
    }

    static String refusedThere(int number) {
        return "refused" + number + "@far.example";
    }

    static byte[] octets(int number) {
        return Load.text(number).replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1);
    }

    void accepted(int number) {
        accepted.put(number, true);
    }

    public int acceptedCount() {
        return accepted.size();
    }

    /** A message in a mailbox, with LF or CRLF. */
    public void arrivedAtHome(String box, String text) {
        int number = whole(text);
        if (number >= 0 && !box(number).equals(box)) {
            wrong.add("message " + number + " is in " + box);
        }
        atHome.merge(number, 1, Integer::sum);
    }

    public void arrivedElsewhere(FarServer.Received message) {
        elsewhere.merge(whole(message.text()), 1, Integer::sum);
    }

    public void bounceArrived(String text) {
        Matcher match = REFUSED_THERE.matcher(text);
        if (match.find()) {
            bounced.merge(Integer.parseInt(match.group(1)), 1, Integer::sum);
        } else {
            wrong.add("this bounce names nobody: " + text);
        }
    }

    private int whole(String wire) {
        String text = wire.replace("\r\n", "\n");
        Matcher match = NUMBER.matcher(text);
        if (!match.find()) {
            wrong.add("this has no number: " + text);
            return -1;
        }
        int number = Integer.parseInt(match.group(1));
        if (!text.endsWith(Load.text(number))) {
            wrong.add("message " + number + " is not whole");
        }
        return number;
    }

    int unread() {
        return accepted.size() - atHome.size();
    }

    public int arrived() {
        return atHome.size() + elsewhere.size() + bounced.size();
    }

    /** What was accepted and did not arrive wherever it should. */
    public List<String> lost() {
        return accepted.keySet().stream()
                .sorted()
                .filter(number -> !atHome.containsKey(number)
                        || isRemote(number) && !elsewhere.containsKey(number)
                        || bounces(number) && !bounced.containsKey(number))
                .map(String::valueOf)
                .toList();
    }

    public List<String> doubled() {
        return List.of(atHome, elsewhere, bounced).stream()
                .flatMap(counts -> counts.entrySet().stream())
                .filter(count -> count.getValue() > 1)
                .map(String::valueOf)
                .toList();
    }
}
