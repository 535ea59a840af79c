package ee.qmail.remote.tls;

import ee.qmail.address.DomainLookup;
import ee.qmail.control.TlsLevel;
import ee.qmail.home.Fingerprint;
import java.io.IOException;
import java.io.UncheckedIOException;
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
    /** Null while they could never be read. */
    private volatile Names names;

    /** @param control the directory of the control files */
    public TlsRules(Path control) {
        this(control, System::nanoTime);
    }

    TlsRules(Path control, LongSupplier nanoTime) {
        this.certified = control.resolve("tlshosts");
        this.never = control.resolve("notlshosts");
        this.nanoTime = nanoTime;
        try {
            this.names = read("", nanoTime.getAsLong());
        } catch (UncheckedIOException e) {
            LOG.log(Level.WARNING, "mail to other servers waits until this is mended", e);
        }
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
        if (now != null && time - now.checked < CHECK_NANOS) {
            return now;
        }
        String fingerprint = fingerprint(certified) + fingerprint(never);
        names = now != null && fingerprint.equals(now.fingerprint) ? now.at(time) : readOrKeep(now, fingerprint, time);
        return names;
    }

    /** Trouble for a moment, such as too many open files, asks for less TLS of no host. */
    private Names readOrKeep(Names now, String fingerprint, long time) {
        try {
            return read(fingerprint, time);
        } catch (UncheckedIOException e) {
            if (now == null) {
                throw e;
            }
            LOG.log(Level.WARNING, "the rules for TLS with other servers stay as they were", e);
            return now.at(time);
        }
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

    /** Names of hosts are in small letters here; a file in the place of the directory is as good as none, and the log says so. */
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
            throw new UncheckedIOException(directory + " cannot be read", e);
        }
    }
}
