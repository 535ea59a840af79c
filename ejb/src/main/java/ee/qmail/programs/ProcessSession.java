package ee.qmail.programs;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * All processes that come from one program: those of its session, those that have left the session but keep its environment, and
 * those that are its children's children. Out of reach is one that does both: leaves the session ({@code setsid}) and throws its
 * environment away. Where there is no {@code setsid} or no {@code /proc}, children that outlive their parent are out of reach too.
 */
final class ProcessSession {
    private static final Logger LOG = Logger.getLogger(ProcessSession.class.getName());
    private static final Path PROC = Path.of("/proc");
    private static final List<Path> SETSID = List.of(Path.of("/usr/bin/setsid"), Path.of("/bin/setsid"));
    private static final String VARIABLE = "QMAIL_PROGRAM";

    /** A program that is being ended may start others meanwhile. */
    private static final int ROUNDS = 10;

    /** More than the kernel lets a program have in its environment. */
    private static final int LARGEST = 4 << 20;

    private static final int STATE = 0;
    private static final int SESSION = 3;

    private final String mark = UUID.randomUUID().toString();

    /** The same line, to be run in a session of its own where that is possible. */
    static List<String> line(List<String> program) {
        List<String> line = new ArrayList<>();
        SETSID.stream().filter(Files::isExecutable).findFirst().ifPresent(setsid -> line.add(setsid.toString()));
        line.addAll(program);
        return line;
    }

    /** Starts the program in this session. */
    Process start(ProcessBuilder builder) throws IOException {
        builder.environment().put(VARIABLE, mark);
        return builder.start();
    }

    /** Ends the program and all that comes from it. */
    void end(Process program) {
        List<ProcessHandle> left = new ArrayList<>(program.descendants().toList());
        left.add(program.toHandle()); // Process.destroy would close the output, too
        left.forEach(ProcessHandle::destroyForcibly);
        for (int round = 0; round < ROUNDS; round++) {
            left = members(program.pid());
            if (left.isEmpty()) {
                return;
            }
            left.forEach(ProcessHandle::destroyForcibly);
        }
        LOG.log(Level.WARNING, "processes that a .qmail program has started go on: {0}", left);
    }

    private List<ProcessHandle> members(long leader) {
        List<ProcessHandle> members = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path process : all) {
                if (isMember(process, leader)) {
                    ProcessHandle.of(Long.parseLong(process.getFileName().toString()))
                            .ifPresent(members::add);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            LOG.log(Level.FINE, "there is no list of processes", e);
        }
        return members;
    }

    private boolean isMember(Path process, long leader) {
        String[] stat = stat(process);
        boolean alive = stat.length > SESSION && !stat[STATE].equals("Z") && !stat[STATE].equals("X");
        return alive && (stat[SESSION].equals(Long.toString(leader)) || isMarked(process));
    }

    /** The fields from the third on: the second is the program's name, which may contain anything. */
    private static String[] stat(Path process) {
        String line = read(process.resolve("stat"));
        return line.substring(line.lastIndexOf(')') + 1).strip().split(" ");
    }

    private boolean isMarked(Path process) {
        return read(process.resolve("environ")).contains(VARIABLE + "=" + mark);
    }

    /** Empty if it is another user's, or gone. */
    private static String read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(LARGEST), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            LOG.log(Level.FINEST, "cannot be read", e);
            return "";
        }
    }
}
