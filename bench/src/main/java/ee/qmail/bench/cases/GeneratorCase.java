package ee.qmail.bench.cases;

import ee.qmail.bench.BenchException;
import ee.qmail.bench.load.Entrance;
import ee.qmail.bench.load.SmtpJob;
import ee.qmail.bench.load.SmtpLoad;
import ee.qmail.bench.load.SmtpSink;
import ee.qmail.bench.peer.Ability;
import ee.qmail.bench.peer.Peer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The load generator against a sink that does nothing, beside Postfix's smtp-source against the same sink: what is
 * measured of a server must be well below.
 *
 * @param postfix whether smtp-source sends, instead of our own generator
 */
record GeneratorCase(
        String name,
        String about,
        boolean postfix,
        int sessions,
        boolean reuse,
        long messages,
        int size,
        SmtpSink sink,
        Bounds bounds)
        implements Case {
    @Override
    public Ability needs() {
        return Ability.NONE;
    }

    @Override
    public Outcome measure(Peer none) {
        return postfix ? smtpSource() : ours();
    }

    private Outcome ours() {
        SmtpJob job = new SmtpJob(
                sink.address(),
                sessions,
                bounds.count(messages),
                bounds.limit(),
                size,
                reuse,
                number -> List.of("user@sink.example"),
                Entrance.CLEAR);
        return Outcome.of(0, Metric.ACCEPTED, SmtpLoad.run(job).perSecond());
    }

    private Outcome smtpSource() {
        long before = sink.received();
        long begin = System.nanoTime();
        run(command());
        return Outcome.of(0, Metric.ACCEPTED, MailCase.perSecond(sink.received() - before, System.nanoTime() - begin));
    }

    private List<String> command() {
        List<String> command = new ArrayList<>(List.of("smtp-source", "-s", String.valueOf(sessions)));
        command.addAll(List.of("-m", String.valueOf(bounds.count(messages)), "-l", String.valueOf(size)));
        if (reuse) {
            command.add("-d");
        }
        command.addAll(List.of("-f", "sender@client.example", "-t", "user@sink.example"));
        command.add("127.0.0.1:" + sink.address().getPort());
        return command;
    }

    private static void run(List<String> command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new BenchException(String.join(" ", command) + ": " + output.strip());
            }
        } catch (IOException e) {
            throw new BenchException("smtp-source cannot be run (it is in the Debian package postfix): " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("interrupted", e);
        }
    }
}
