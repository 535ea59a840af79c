package ee.qmail.tls;

import ee.qmail.address.DomainName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The certificates in force at one moment, by the names that clients ask for (CERT-4). Immutable. */
final class CertificateSnapshot {
    static final CertificateSnapshot EMPTY = new CertificateSnapshot(Map.of(), List.of());

    private final Map<String, List<KeyEntry>> byName;
    private final List<KeyEntry> defaults;

    private CertificateSnapshot(Map<String, List<KeyEntry>> byName, List<KeyEntry> defaults) {
        this.byName = byName;
        this.defaults = defaults;
    }

    /**
     * @param sources of equal names and kinds of keys the first counts, except that the name of a directory wins, and that the certificate that
     *     this server has made for itself gives way to any other in {@code control} itself (CERT-6)
     * @param me name of this host: its certificate is the default where {@code control} itself has none
     */
    static CertificateSnapshot of(List<LoadedSource> sources, String me) {
        boolean hasOther = sources.stream().anyMatch(CertificateSnapshot::takesThePlaceOfTheSelfMade);
        return ofThose(
                sources.stream()
                        .filter(source -> !hasOther || !source.isSelfMade())
                        .toList(),
                me);
    }

    private static boolean takesThePlaceOfTheSelfMade(LoadedSource source) {
        return source.source().host() == null
                && !source.isSelfMade()
                && !source.entries().isEmpty();
    }

    private static CertificateSnapshot ofThose(List<LoadedSource> sources, String me) {
        Map<String, List<KeyEntry>> names = new HashMap<>();
        List<KeyEntry> defaults = new ArrayList<>();
        for (LoadedSource source : sources) {
            String host = source.source().host();
            if (host == null) {
                defaults.addAll(source.entries());
            } else {
                source.entries().forEach(entry -> add(names, DomainName.canonical(host), entry));
            }
        }
        List<KeyEntry> all =
                sources.stream().flatMap(source -> source.entries().stream()).toList();
        all.forEach(entry -> entry.names().forEach(name -> add(names, name, entry)));
        if (defaults.isEmpty()) {
            all.stream().filter(entry -> entry.isFor(me)).forEach(defaults::add);
        }
        return new CertificateSnapshot(names, defaults.isEmpty() ? all : List.copyOf(defaults));
    }

    private static void add(Map<String, List<KeyEntry>> names, String name, KeyEntry entry) {
        names.computeIfAbsent(name, key -> new ArrayList<>()).add(entry);
    }

    boolean isEmpty() {
        return defaults.isEmpty();
    }

    boolean isDefault(KeyEntry entry) {
        return defaults.contains(entry);
    }

    /**
     * The entry for a client: by the exact name, then by a wildcard for one label, then the default, also for a name that is nowhere.
     *
     * @param host that the client asked for; null for none
     * @param algorithm RSA or EC
     * @return null if there is none with this kind of key; there may be one with the other
     */
    KeyEntry find(String host, String algorithm) {
        for (KeyEntry entry : candidates(host)) {
            if (entry.algorithm().equals(algorithm)) {
                return entry;
            }
        }
        return null;
    }

    private List<KeyEntry> candidates(String host) {
        if (host == null) {
            return defaults;
        }
        String name = DomainName.canonical(host);
        List<KeyEntry> exact = byName.get(name);
        return exact != null ? exact : byName.getOrDefault(CertificateNames.wildcard(name), defaults);
    }
}
