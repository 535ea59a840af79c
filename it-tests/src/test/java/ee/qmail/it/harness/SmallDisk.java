package ee.qmail.it.harness;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file system of its own in memory, which can be filled and made read-only. Mounting needs root. */
public final class SmallDisk implements AutoCloseable {
    private static final int BLOCK = 64 * 1024;

    private final Path root;

    private SmallDisk(Path root) {
        this.root = root;
    }

    /** The test is skipped where mounting is not permitted: no package can change that. */
    public static SmallDisk mount(Path root, int megabytes) {
        try {
            Files.createDirectories(root);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String trouble = mounting("-t", "tmpfs", "-o", "size=" + megabytes + "m", "tmpfs", root.toString());
        assumeTrue(trouble.isEmpty(), () -> "mounting a file system needs root: " + trouble);
        return new SmallDisk(root);
    }

    Path root() {
        return root;
    }

    /** Leaves so much free, 0 for nothing at all. */
    public void fill(long octetsLeft) {
        try (OutputStream out = Files.newOutputStream(root.resolve("filling"))) {
            byte[] block = new byte[BLOCK];
            while (Files.getFileStore(root).getUsableSpace() > octetsLeft) {
                out.write(block);
            }
        } catch (IOException e) {
            if (octetsLeft > 0) {
                throw new UncheckedIOException(e);
            }
        }
    }

    public void makeRoom() {
        try {
            Files.delete(root.resolve("filling"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** From now on no file below can be opened for writing; what is open stays open. */
    public void makeReadOnly(Path directory) {
        mustMount("--bind", directory.toString(), directory.toString());
        mustMount("-o", "remount,bind,ro", directory.toString());
    }

    public void makeWritable(Path directory) {
        Command.must(Program.path("umount"), directory.toString());
    }

    private static void mustMount(String... arguments) {
        String trouble = mounting(arguments);
        if (!trouble.isEmpty()) {
            throw new AssertionError("mount " + String.join(" ", arguments) + ": " + trouble);
        }
    }

    private static String mounting(String... arguments) {
        String[] command = new String[arguments.length + 1];
        command[0] = Program.path("mount");
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        return Command.trouble(command);
    }

    @Override
    public void close() {
        Command.must(Program.path("umount"), "--lazy", root.toString());
    }
}
