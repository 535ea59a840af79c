package ee.qmail.tls;

import ee.qmail.address.DomainName;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/** The certificates in force of one source, and what is wrong with what stands in its files now. Guarded by {@link ServerCertificates}. */
final class LoadedSource {
    private final CertificateSource source;
    private final Consumer<String> remarks;
    private String fingerprint = "";
    private List<KeyEntry> entries = List.of();
    private boolean isSelfMade;
    private String openness;
    /** Null if the files are in force. */
    private String trouble;

    private boolean told;

    /** @param remarks takes one line per change */
    LoadedSource(CertificateSource source, Consumer<String> remarks) {
        this.source = source;
        this.remarks = remarks;
    }

    CertificateSource source() {
        return source;
    }

    List<KeyEntry> entries() {
        return entries;
    }

    /** Tells whether the certificates in force are those that this server has made for itself. */
    boolean isSelfMade() {
        return isSelfMade;
    }

    /**
     * Looks whether the files have changed. Those that cannot be used are tried again each time, since a change of their permissions does
     * not show; they are told when two looks one after the other find the same, for they may be just being written.
     *
     * @param first whether nothing was read before, so that nothing is waited for
     * @return whether the certificates in force have changed
     */
    boolean look(Instant now, boolean first) {
        try {
            String seen = source.fingerprint();
            if (trouble == null && seen.equals(fingerprint)) {
                return false;
            }
            List<KeyEntry> found = source.read();
            refuseWorse(found, now);
            take(found, seen, first);
            return true;
        } catch (WrongPemException e) {
            fail(e.getMessage(), first);
        } catch (AccessDeniedException e) {
            fail("cannot be read by this server's user: must be its own", first);
        } catch (IOException e) {
            fail("cannot be read (" + e + ")", first);
        } catch (RuntimeException e) {
            // of the JDK, about octets that it did not expect: the other files count all the same
            fail("cannot be understood (" + e + ")", first);
        }
        return false;
    }

    /** One that is over is better than none, and worse than one that is not. */
    private void refuseWorse(List<KeyEntry> found, Instant now) throws WrongPemException {
        Optional<String> over = found.stream()
                .map(entry -> untimely(entry, now))
                .filter(Objects::nonNull)
                .findFirst();
        if (over.isPresent() && entries.stream().anyMatch(entry -> untimely(entry, now) == null)) {
            throw new WrongPemException(over.get());
        }
    }

    private static String untimely(KeyEntry entry, Instant now) {
        Instant begin = entry.certificate().getNotBefore().toInstant();
        if (now.isBefore(begin)) {
            return "the certificate begins at " + begin + ": must be one that is valid now, or the clock is wrong";
        }
        return now.isAfter(entry.notAfter())
                ? "the certificate is over since " + entry.notAfter() + ": must be renewed"
                : null;
    }

    private void take(List<KeyEntry> found, String seen, boolean first) throws IOException {
        openness = source.openness().orElse(null);
        isSelfMade = source.isSelfMade();
        entries = List.copyOf(found);
        fingerprint = seen;
        trouble = null;
        told = false;
        if (!first) {
            remarks.accept(source.label() + ": in force, " + description());
        }
        for (String wrong : permanent(entries)) {
            remarks.accept(source.label() + ": " + wrong);
        }
    }

    private String description() {
        KeyEntry entry = entries.get(0);
        return String.join(" ", entry.names()) + ", " + entry.kind() + ", until " + entry.notAfter();
    }

    /** What does not change with time. */
    private List<String> permanent(List<KeyEntry> those) {
        List<String> wrong = new ArrayList<>();
        those.stream().map(KeyEntry::remark).filter(Objects::nonNull).forEach(wrong::add);
        those.stream()
                .filter(entry -> !fitsDirectory(entry))
                .findFirst()
                .ifPresent(entry -> wrong.add("the certificate is for " + String.join(" ", entry.names())
                        + ": must be for " + source.host() + ", as its directory says"));
        if (openness != null) {
            wrong.add(openness);
        }
        return wrong;
    }

    private boolean fitsDirectory(KeyEntry entry) {
        return source.host() == null || entry.isFor(DomainName.canonical(source.host()));
    }

    private void fail(String why, boolean first) {
        boolean settled = first || why.equals(trouble);
        told &= why.equals(trouble);
        trouble = why;
        if (settled && !told) {
            told = true;
            remarks.accept(
                    source.label() + ": " + why + (entries.isEmpty() ? "" : "; the old certificate stays in force"));
        }
    }

    /** One for each certificate in force; one if there is none. */
    List<CertificateReport> reports(CertificateSnapshot snapshot, Instant now) {
        if (entries.isEmpty()) {
            return List.of(new CertificateReport(source.label(), List.of(), null, null, "", "", false, false, trouble));
        }
        return entries.stream().map(entry -> report(entry, snapshot, now)).toList();
    }

    private CertificateReport report(KeyEntry entry, CertificateSnapshot snapshot, Instant now) {
        List<String> wrong = new ArrayList<>();
        if (trouble != null) {
            wrong.add(trouble + "; the old certificate stays in force");
        }
        Optional.ofNullable(untimely(entry, now)).ifPresent(wrong::add);
        wrong.addAll(permanent(List.of(entry)));
        return new CertificateReport(
                source.label(),
                List.copyOf(entry.names()),
                entry.certificate().getNotBefore().toInstant(),
                entry.notAfter(),
                entry.kind(),
                entry.certificate().getIssuerX500Principal().getName(),
                entry.isSelfSigned(),
                snapshot.isDefault(entry),
                wrong.isEmpty() ? null : String.join("; ", wrong));
    }
}
