package ee.qmail.remote.tls;

import ee.qmail.address.DomainLookup;
import ee.qmail.control.TlsLevel;
import ee.qmail.home.Fingerprint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds the policy for a host: the strongest of what {@code control/tlspolicies} states and of the files that patched qmail has,
 * {@code tlshosts/HOST.pem}, {@code tlshosts/exhaustivelist} and {@code notlshosts/HOST} (RTLS-1, RTLS-5). Which files there are is looked at once a second at
 * most. Safe for use by several threads.
 */
public final class TlsRules {
    private static final Logger LOG = Logger.getLogger(TlsRules.class.getName());
    private static final String EXHAUSTIVE = "exhaustivelist";
    private static final String PEM = ".pem";
    private static final long CHECK_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** @param checked nanoseconds, when they were last looked at */
    private record Names(Set<String> certified, Set<String> never, String fingerprint, long checked) {
        Names at(long time) {
            return new Names(certified, never, fingerprint, time);
        }
    }

    private final Path certified;
    private final Path never;
    private final LongSupplier nanoTime;
    private volatile Names names;

    /** @param control the directory of the control files */
    public TlsRules(Path control) {
        this(control, System::nanoTime);
    }

    TlsRules(Path control, LongSupplier nanoTime) {
        this.certified = control.resolve("tlshosts");
        this.never = control.resolve("notlshosts");
        this.nanoTime = nanoTime;
        this.names = read("", nanoTime.getAsLong());
    }

    /**
     * The policy for a host.
     *
     * @param host its name, in small letters
     * @param stated in control/tlspolicies, of the domain or the relay
     * @param login whether this server logs in there: then the certificate is verified unless something else is stated (RTLS-17)
     */
    public HostPolicy of(String host, Optional<TlsLevel> stated, boolean login) {
        Names now = names();
        if (now.certified.contains(host + PEM)) {
            return new HostPolicy(TlsLevel.VERIFY, certified.resolve(host + PEM));
        }
        boolean clear = now.certified.contains(EXHAUSTIVE) || now.never.contains(host);
        TlsLevel usual = login ? TlsLevel.VERIFY : clear ? TlsLevel.NONE : TlsLevel.MAY;
        return new HostPolicy(stated.orElse(usual));
    }

    private Names names() {
        Names now = names;
        long time = nanoTime.getAsLong();
        if (time - now.checked < CHECK_NANOS) {
            return now;
        }
        String fingerprint = fingerprint(certified) + fingerprint(never);
        names = fingerprint.equals(now.fingerprint) ? now.at(time) : read(fingerprint, time);
        return names;
    }

    private Names read(String fingerprint, long time) {
        return new Names(list(certified), list(never), fingerprint, time);
    }

    private static String fingerprint(Path directory) {
        try {
            return Fingerprint.of(directory);
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** Names of hosts are in small letters here; a directory that cannot be read is as good as none, and the log says so. */
    private static Set<String> list(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> DomainLookup.lower(file.getFileName().toString()))
                    .collect(Collectors.toSet());
        } catch (NoSuchFileException e) {
            return Set.of();
        } catch (NotDirectoryException e) {
            LOG.log(Level.WARNING, "{0}: must be a directory with a file for each host", directory);
            return Set.of();
        } catch (IOException e) {
            LOG.log(Level.WARNING, directory + " cannot be read", e);
            return Set.of();
        }
    }
}
