package ee.qmail.cli;

import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;

/** Runs commands in this process, and keeps what they say. */
public final class QmailRun {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    /** @return exit code */
    public int run(String... arguments) {
        return Qmail.execute(InputStream.nullInputStream(), new PrintWriter(out), new PrintWriter(err), arguments);
    }

    public String out() {
        return out.toString();
    }

    public String err() {
        return err.toString();
    }

    public void forget() {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
    }
}
