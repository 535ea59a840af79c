package ee.qmail.bench.peer;

import ee.qmail.bench.BenchException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** Makes peers by name. Packages are kept between runs, everything else is new each time. */
public final class Peers implements AutoCloseable {
    /** This server. */
    public static final String OURS = "qmail-ee";

    /** Another build of it. */
    private static final String OTHER = "qmail-ee-other";

    private static final List<String> NAMES =
            List.of(OURS, "postfix", "exim", "opensmtpd", "dovecot", "dovecot-hashed", "dovecot-cached", "greenmail");

    private final Path scratch;
    private final Path cache;
    private final Path jar;
    private final Optional<Path> other;
    private final InetSocketAddress sink;
    private final List<Peer> made = new CopyOnWriteArrayList<>();

    /**
     * @param scratch where peers write
     * @param cache unpacked packages
     * @param jar this server
     * @param other another build of it
     * @param sink where peers relay to
     */
    public Peers(Path scratch, Path cache, Path jar, Optional<Path> other, InetSocketAddress sink) {
        this.scratch = scratch.toAbsolutePath();
        this.cache = cache.toAbsolutePath();
        this.jar = jar;
        this.other = other;
        this.sink = sink;
    }

    /** All that can be made. */
    public List<String> names() {
        List<String> names = new ArrayList<>(NAMES);
        other.ifPresent(it -> names.add(1, OTHER));
        return names;
    }

    /** A new peer, not started. Throws {@link BenchException} that says what is missing. */
    public Peer create(String name) {
        Place place = Place.in(scratch, name + "-" + made.size(), sink, Certificate.in(scratch.resolve("certificate")));
        Peer peer = make(name, place);
        made.add(peer);
        return peer;
    }

    private Peer make(String name, Place place) {
        return switch (name) {
            case OURS -> new QmailEe(name, place, jar);
            case OTHER -> new QmailEe(name, place, other.orElseThrow());
            case "postfix" -> new Postfix(place, cache);
            case "exim" -> new Exim(place, cache);
            case "opensmtpd" -> new OpenSmtpd(place, cache);
            case "dovecot" -> new Dovecot(place, cache, Dovecot.Kept.CLEAR);
            case "dovecot-hashed" -> new Dovecot(place, cache, Dovecot.Kept.HASHED);
            case "dovecot-cached" -> new Dovecot(place, cache, Dovecot.Kept.HASHED_AND_CACHED);
            case "greenmail" -> new GreenMailPeer(place);
            default -> throw new BenchException("no peer '" + name + "'; there are " + String.join(", ", names()));
        };
    }

    /** Stops all peers that were made and still run, even when this thread is told to stop. */
    @Override
    public void close() {
        Thread.interrupted();
        made.forEach(Peer::close);
    }
}
