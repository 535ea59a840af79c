package ee.qmail.bench.peer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs an unpacked package as if it were installed: mount and process namespaces of its own, in which the package lies
 * over {@code /usr} and {@code /var} and its settings over {@code /etc}. All processes that it starts end with it. The system
 * itself is not changed.
 */
final class Sandbox {
    /** Owner of the mailboxes. */
    static final int MAIL = 64_990;

    private static final int FIRST_ID = 64_991;

    /** Nobody listens there, and a question is refused at once: some ask for the name of each client. */
    private static final String RESOLVER = "lookup file bind\nnameserver 127.0.0.1\n";

    private final Place place;
    private final Path root;
    private final List<String> mounts = new ArrayList<>();

    /**
     * @param root where the package is unpacked
     * @param accounts that its installation would have made, beside {@code benchmail}
     */
    Sandbox(Place place, Path root, List<String> accounts) {
        this.place = place;
        this.root = root;
        for (String part : List.of("etc", "usr", "var")) {
            if (Files.isDirectory(root.resolve(part))) {
                overlay(root.resolve(part), "/" + part);
            }
        }
        overlay(accounts("etc/passwd", accounts, "%s:x:%d:%2$d::/nonexistent:/usr/sbin/nologin%n"), "/etc");
        accounts("etc/group", accounts, "%s:x:%d:%n");
        place.write("etc/resolv.conf", RESOLVER);
        mounts.add("mount -t tmpfs tmpfs /run");
    }

    private Path accounts(String file, List<String> names, String line) {
        try {
            StringBuilder text = new StringBuilder(Files.readString(Path.of("/", file)));
            if (!text.toString().endsWith("\n")) {
                text.append('\n');
            }
            text.append(String.format(line, "benchmail", MAIL));
            for (String name : names) {
                if (!text.toString().contains("\n" + name + ":")) {
                    text.append(String.format(line, name, FIRST_ID + names.indexOf(name)));
                }
            }
            return place.write(file, text.toString()).getParent();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void overlay(Path upper, String target) {
        mounts.add("mount -t overlay overlay -o lowerdir=" + quote(upper.toString()) + ":" + target + " " + target);
    }

    /** Makes a path of the system a directory of this run. The package must have it. */
    Sandbox bind(Path directory, String target) {
        mkdir(root.resolve(target.substring(1)));
        mounts.add("mount --bind " + quote(directory.toString()) + " " + target);
        return this;
    }

    private static void mkdir(Path directory) {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The command line that runs a command inside. The shell stays, to wait for orphans, so that their CPU counts. */
    List<String> command(String... inside) {
        StringBuilder script = new StringBuilder("set -e; ");
        mounts.forEach(mount -> script.append(mount).append("; "));
        for (String word : inside) {
            script.append(quote(word)).append(' ');
        }
        script.append("& wait $!");
        return List.of(
                "unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc", "sh", "-c", script.toString());
    }

    private static String quote(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }
}
