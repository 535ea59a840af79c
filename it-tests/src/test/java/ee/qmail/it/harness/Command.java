package ee.qmail.it.harness;

import ee.qmail.test.server.Await;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** A command of the system, run to its end. */
public final class Command {
    private record Result(int exit, String output) {}

    private Command() {}

    /** What it says; it must be content. */
    public static String must(String... command) {
        Result result = run(command);
        if (result.exit != 0) {
            throw new AssertionError(String.join(" ", command) + ": " + complaint(result));
        }
        return result.output;
    }

    /** What it complains about, or nothing. */
    static String trouble(String... command) {
        Result result = run(command);
        return result.exit == 0 ? "" : complaint(result);
    }

    private static String complaint(Result result) {
        return result.output + " (exit " + result.exit + ")";
    }

    private static Result run(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (!process.waitFor(Await.PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return new Result(-1, "does not end");
            }
            return new Result(process.exitValue(), output);
        } catch (IOException e) {
            return new Result(-1, e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
