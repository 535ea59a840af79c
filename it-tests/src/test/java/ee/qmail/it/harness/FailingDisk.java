package ee.qmail.it.harness;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** An ext4 file system of its own that fails on demand, with all files that are open on it, and comes back. */
public final class FailingDisk implements AutoCloseable {
    private static final long SIZE = 400_000_000;
    /** EXT4_IOC_SHUTDOWN: what was written is put on the disk, and from then on all is an error. */
    private static final String SHUTDOWN = "import fcntl, os, struct, sys; "
            + "fcntl.ioctl(os.open(sys.argv[1], os.O_RDONLY), 0x8004587d, struct.pack('I', 0))";

    private final Path image;
    private final Path directory;
    private final List<String> devices = new ArrayList<>();

    private FailingDisk(Path image, Path directory) {
        this.image = image;
        this.directory = directory;
    }

    /** The test is skipped where a program is missing, or mounting is not permitted, which no package can change. */
    public static FailingDisk mount(Path directory) {
        String mkfs = Program.path("mkfs.ext4");
        Path image = directory.resolveSibling(directory.getFileName() + ".img");
        FailingDisk disk = new FailingDisk(image, directory);
        try {
            Files.createDirectories(directory);
            Files.deleteIfExists(image);
            try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
                file.setLength(SIZE);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Command.must(mkfs, "-q", image.toString());
        String trouble = Command.trouble(Program.path("losetup"), "--find");
        assumeTrue(trouble.isEmpty(), () -> "a disk in a file needs root and a loop device: " + trouble);
        disk.attach();
        return disk;
    }

    private void attach() {
        String device = Command.must(Program.path("losetup"), "--find", "--show", image.toString());
        devices.add(device);
        Command.must(Program.path("mount"), device, directory.toString());
    }

    public void fail() {
        Command.must(Program.path("python3"), "-c", SHUTDOWN, directory.toString());
    }

    /** Files that are open stay broken. */
    public void comeBack() {
        Command.must(Program.path("umount"), "--lazy", directory.toString());
        attach();
    }

    @Override
    public void close() {
        Command.must(Program.path("umount"), "--lazy", directory.toString());
        devices.forEach(device -> Command.must(Program.path("losetup"), "--detach", device));
        try {
            Files.delete(image);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
