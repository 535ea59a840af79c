package ee.qmail.programs;

import ee.qmail.message.Reason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * A program that was started by a {@code .qmail} file: what it says is taken while it runs, as much as may be told, and when it is
 * over, or its time is, everything that it has started is ended too ({@link ProcessSession}).
 */
final class RunningProgram {
    /** SP-2. */
    private static final int MAX_OUTPUT = 3000;

    /** A program that says more than this does not end by itself. */
    private static final long MAX_READ = 16L << 20;

    /** Its output waits meanwhile in the pipe, and the program waits when the pipe is full. */
    private static final long LOOK_AGAIN_MILLIS = 20;

    private final Process process;
    private final ProcessSession session;
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private long read;

    RunningProgram(Process process, ProcessSession session) {
        this.process = process;
        this.session = session;
    }

    /** Blocks until it is over, for the limit at most. */
    Programs.Result result(Duration limit) throws IOException {
        long end = System.nanoTime() + limit.toNanos();
        try (InputStream output = process.getInputStream()) {
            try {
                while (!process.waitFor(LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS)) {
                    take(output);
                    if (System.nanoTime() - end > 0) {
                        return Programs.Result.of(Reason.PROGRAM_TOO_SLOW, Long.toString(limit.toSeconds()));
                    }
                    if (read > MAX_READ) {
                        return Programs.Result.of(Reason.PROGRAM_TALKATIVE, "");
                    }
                }
            } finally {
                session.end(process);
            }
            take(output);
            return Programs.Result.of(process.exitValue(), text());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while a program was running", e);
        }
    }

    /** The octets that are there now, without waiting for more. */
    private void take(InputStream output) throws IOException {
        byte[] octets = new byte[8192];
        for (int there = output.available(); there > 0 && read <= MAX_READ; there = output.available()) {
            int n = output.read(octets, 0, Math.min(there, octets.length));
            if (n < 0) {
                return;
            }
            read += n;
            said.write(octets, 0, Math.min(n, MAX_OUTPUT + 1 - Math.min(said.size(), MAX_OUTPUT + 1)));
        }
    }

    private String text() {
        byte[] octets = said.toByteArray();
        String text = new String(octets, 0, Math.min(octets.length, MAX_OUTPUT), StandardCharsets.UTF_8);
        int nul = text.indexOf('\0');
        text = nul < 0 ? text : text.substring(0, nul);
        return octets.length > MAX_OUTPUT ? text + "\nError report too long, sorry." : text.stripTrailing();
    }
}
