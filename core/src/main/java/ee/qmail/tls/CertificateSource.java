package ee.qmail.tls;

import ee.qmail.home.Fingerprint;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A file, or a pair of files, with certificates and their keys (CERT-1).
 *
 * @param label the first file below the home, such as {@code control/servercert.pem}
 * @param host the name of the directory below {@code control/servercerts}; null for what is in {@code control} itself
 * @param files one with all, or certificates and key; symbolic links are followed
 */
record CertificateSource(String label, String host, List<Path> files) {
    /** The file of the patches for qmail: key, certificate and those that issued it. */
    static final String FILE = "servercert.pem";

    /** The password of an encrypted key, in the same directory (CERT-2). */
    private static final String PASSWORD = "servercert.password";

    private static final String DIRECTORIES = "servercerts";
    private static final Set<PosixFilePermission> OTHERS =
            EnumSet.complementOf(EnumSet.copyOf(PosixFilePermissions.fromString("rwx------")));

    /** All there are now: those in {@code control} first, then by name. */
    static List<CertificateSource> find(Path control) throws IOException {
        List<CertificateSource> found = new ArrayList<>(in(control, control.getFileName() + "/", null));
        String below = control.getFileName() + "/" + DIRECTORIES + "/";
        List<Path> directories;
        try {
            directories = list(control.resolve(DIRECTORIES), "*");
        } catch (IOException e) {
            found.add(broken(control.resolve(DIRECTORIES), below));
            return found;
        }
        for (Path directory : directories) {
            String name = directory.getFileName().toString();
            if (!name.startsWith(".") && (Files.isDirectory(directory) || Files.isSymbolicLink(directory))) {
                found.addAll(inOneOfMany(directory, below + name + "/", name));
            }
        }
        return found;
    }

    /** One of the directories that cannot be looked into does not keep the others from being found. */
    private static List<CertificateSource> inOneOfMany(Path directory, String label, String host) {
        try {
            if (Files.isDirectory(directory)) {
                return in(directory, label, host);
            }
        } catch (IOException e) {
            return List.of(broken(directory, label));
        }
        return List.of(broken(directory, label)); // a link that leads nowhere, or to itself
    }

    private static CertificateSource broken(Path directory, String label) {
        return new CertificateSource(label, null, List.of(directory));
    }

    /** Tells whether it is a directory that cannot be looked into, of which nothing but that is told. */
    boolean isBroken() {
        return label.endsWith("/");
    }

    /** Tells whether there is none, not even one whose files are wrong. */
    static boolean isNone(List<CertificateSource> found) {
        return found.stream().allMatch(CertificateSource::isBroken);
    }

    private static List<CertificateSource> in(Path directory, String label, String host) throws IOException {
        List<CertificateSource> found = new ArrayList<>();
        if (isThere(directory.resolve(FILE))) {
            found.add(new CertificateSource(label + FILE, host, List.of(directory.resolve(FILE))));
        }
        Path chain = directory.resolve("fullchain.pem");
        if (isThere(chain)) {
            found.add(pair(label, host, chain, directory.resolve("privkey.pem")));
        }
        for (Path certificate : list(directory, "*.crt")) {
            String name = certificate.getFileName().toString();
            String key = name.substring(0, name.length() - ".crt".length()) + ".key";
            found.add(pair(label, host, certificate, directory.resolve(key)));
        }
        return found;
    }

    private static CertificateSource pair(String label, String host, Path certificate, Path key) {
        return new CertificateSource(label + certificate.getFileName(), host, List.of(certificate, key));
    }

    /** Also a link that leads nowhere, so that somebody is told. */
    private static boolean isThere(Path file) {
        return Files.exists(file, LinkOption.NOFOLLOW_LINKS);
    }

    private static List<Path> list(Path directory, String names) throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, names)) {
            entries.forEach(files::add);
        } catch (NoSuchFileException | NotDirectoryException e) {
            return List.of();
        }
        files.sort(null);
        return files;
    }

    /** Identifies one version of all its files. */
    String fingerprint() throws IOException {
        if (isBroken()) {
            return label;
        }
        StringBuilder all = new StringBuilder();
        for (Path file : files) {
            all.append(Fingerprint.of(file)).append('\n');
        }
        return all.toString();
    }

    List<KeyEntry> read() throws IOException, WrongPemException {
        if (isBroken()) {
            throw new WrongPemException(
                    "cannot be looked into: must be a directory that this server's user may read, or a link to one");
        }
        List<PemFile.Block> blocks = new ArrayList<>();
        for (Path file : files) {
            try {
                blocks.addAll(PemFile.read(file));
            } catch (NoSuchFileException e) {
                throw new WrongPemException(
                        file.getFileName() + " is missing beside it: must be there, with the private key", e);
            }
        }
        return KeyEntries.of(blocks, files.get(0).resolveSibling(PASSWORD));
    }

    /** Tells whether it is the one that this server has made for itself. */
    boolean isSelfMade() throws IOException {
        return files.size() == 1 && SelfMadeCertificate.isSelfMade(files.get(0));
    }

    /** The last file has the key: what is wrong about who may read it (CERT-8). */
    Optional<String> openness() throws IOException {
        Path key = files.get(files.size() - 1).toRealPath();
        if (!key.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return Optional.empty();
        }
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(key);
        if (permissions.stream().noneMatch(OTHERS::contains)) {
            return Optional.empty();
        }
        return Optional.of("the private key may be read by others (" + PosixFilePermissions.toString(permissions)
                + "): must be for its owner alone, chmod 600 "
                + files.get(files.size() - 1).getFileName());
    }
}
