package ee.qmail.bench.cases;

import ee.qmail.bench.load.ApplicationLoad;
import ee.qmail.bench.load.JmsLoad;
import ee.qmail.bench.load.SmtpResult;
import ee.qmail.bench.peer.Ability;
import ee.qmail.bench.peer.Peer;
import ee.qmail.bench.peer.Population;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The ways by which an application hands mail over, each mail in a transaction of its own, beside that by {@code MapMessage}. They take turns of a second, so that what
 * slows the machine slows all of them; after each turn its mail is delivered before the next begins.
 */
record WaysCase(String name, String about, int sessions, int size, Bounds bounds) implements Case {
    private static final List<String> USER = Population.receivers(1);
    private static final Duration TURN = Duration.ofSeconds(1);

    /** In the application by JTA; by the JMS port in a transacted session. */
    private enum Way {
        MAP("map", null, Metric.ACCEPTED),
        RAW("raw", null, Metric.RAW),
        CONNECTION("connection", null, Metric.CONNECTION),
        KEYED("keyed", null, Metric.KEYED),
        SESSION("session", null, Metric.SESSION),
        PORT_MAP("", JmsLoad.Form.MAP, Metric.PORT_MAP),
        PORT_RAW("", JmsLoad.Form.RAW, Metric.PORT_RAW);

        /** As the application knows it. */
        private final String name;
        /** Null in the application. */
        private final JmsLoad.Form form;

        private final Metric metric;

        Way(String name, JmsLoad.Form form, Metric metric) {
            this.name = name;
            this.form = form;
            this.metric = metric;
        }
    }

    @Override
    public Ability needs() {
        return Ability.APPLICATION;
    }

    /** With a turn of each for the compiler, which counts for nothing. */
    @Override
    public void prepare(Peer peer) {
        peer.mail().clear(USER);
        new Turns(peer).round();
        peer.mail().clear(USER);
    }

    @Override
    public Outcome measure(Peer peer) {
        Turns turns = new Turns(peer);
        long started = System.nanoTime();
        do {
            turns.round();
        } while (System.nanoTime() - started < bounds.limit().toNanos());
        return turns.outcome();
    }

    @Override
    public void cleanUp(Peer peer) {
        peer.withoutApplication();
        peer.mail().clear(USER);
    }

    private final class Turns {
        private final Peer peer;
        private final URI application;
        private final Map<Way, List<Double>> rates = new EnumMap<>(Way.class);
        private long sent;

        Turns(Peer peer) {
            this.peer = peer;
            this.application = peer.application();
        }

        void round() {
            for (Way way : Way.values()) {
                SmtpResult turn = turn(way);
                rates.computeIfAbsent(way, it -> new ArrayList<>()).add(turn.perSecond());
                sent += turn.accepted();
                MailCase.awaitDelivery(peer, name, USER, sent);
            }
        }

        private SmtpResult turn(Way way) {
            String to = Population.address(USER.get(0));
            return way.form == null
                    ? ApplicationLoad.run(application, way.name, sessions, TURN, size, to)
                    : JmsLoad.run(peer.jms(), way.form, sessions, Long.MAX_VALUE, TURN, size, to);
        }

        /** Medians; all but the first as a part of it. */
        Outcome outcome() {
            double map = median(Way.MAP);
            Outcome outcome = Outcome.of(sent, Metric.ACCEPTED, map);
            for (Way way : Arrays.asList(Way.values()).subList(1, Way.values().length)) {
                outcome = outcome.and(way.metric, median(way) / map);
            }
            return outcome;
        }

        private double median(Way way) {
            return rates.get(way).stream().sorted().toList().get(rates.get(way).size() / 2);
        }
    }
}
