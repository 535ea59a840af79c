package ee.qmail.bench;

import com.sun.management.OperatingSystemMXBean;
import ee.qmail.bench.cases.Case;
import ee.qmail.bench.cases.Metric;
import ee.qmail.bench.cases.Outcome;
import ee.qmail.bench.cases.SyncCounter;
import ee.qmail.bench.peer.Ability;
import ee.qmail.bench.peer.Peer;
import ee.qmail.bench.peer.Peers;
import ee.qmail.bench.report.Results;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Starts the peers, warms them up, and measures every case for each of them in turn, round after round. All peers stay up
 * the whole time; one of them works, the others wait.
 */
final class Runner {
    private final Options options;
    private final Peers peers;
    private final Progress progress;
    private final Results results = new Results();
    private final Map<String, Peer> running = new LinkedHashMap<>();

    Runner(Options options, Peers peers, Progress progress) {
        this.options = options;
        this.peers = peers;
        this.progress = progress;
    }

    /** @param warmup precedes the first round and counts for nothing */
    Results run(List<String> names, List<Case> cases, List<Case> warmup) {
        for (String name : names) {
            start(name);
            checkStop();
        }
        if (options.warmup() > 0) {
            warmup.forEach(this::warmUp);
        }
        List<Step> steps = new ArrayList<>();
        for (int round = 1; round <= options.rounds(); round++) {
            steps.addAll(round(cases, round));
        }
        if (options.strace()) {
            round(cases, 0).stream().filter(step -> step.it().countsSyncs()).forEach(steps::add);
        }
        progress.begin(steps.size());
        measure(steps);
        return results;
    }

    /** An early stop gives the results measured so far. */
    private void measure(List<Step> steps) {
        try {
            for (Step step : steps) {
                measure(step);
                checkStop();
            }
        } catch (StoppedException e) {
            progress.say("stopped early");
            Thread.interrupted();
        }
    }

    private static void checkStop() {
        if (Thread.currentThread().isInterrupted()) {
            throw new StoppedException();
        }
    }

    private static final class StoppedException extends BenchException {
        private static final long serialVersionUID = 1L;

        StoppedException() {
            super("stopped");
        }
    }

    /** @param round 0 is the extra one, in which syncs are counted */
    private record Step(Case it, String peer, int round) {}

    private void start(String name) {
        try {
            progress.say("starting " + name);
            Peer peer = peers.create(name);
            peer.start();
            peer.populate();
            running.put(name, peer);
            results.describe(name, peer.durability());
        } catch (BenchException | UncheckedIOException e) {
            progress.say("WITHOUT " + name + ": " + e.getMessage());
            results.failed("start", name, e.getMessage());
        }
    }

    private void warmUp(Case it) {
        progress.say("warming up: " + it.about());
        if (it.needs() == Ability.NONE) {
            attempt(it, null, false);
        }
        for (Peer peer : List.copyOf(running.values())) {
            if (peer.isCompiledAtWork() && peer.abilities().contains(it.needs())) {
                progress.say("warming up: " + peer.name());
                attempt(it, peer, false);
            }
        }
    }

    private List<Step> round(List<Case> cases, int round) {
        List<Step> steps = new ArrayList<>();
        List<String> order = new ArrayList<>(running.keySet());
        Collections.rotate(order, round);
        for (Case it : cases) {
            if (it.needs() == Ability.NONE) {
                steps.add(new Step(it, Results.MACHINE, round));
            } else {
                order.stream()
                        .filter(name -> running.get(name).abilities().contains(it.needs()))
                        .forEach(name -> steps.add(new Step(it, name, round)));
            }
        }
        return steps;
    }

    private void measure(Step step) {
        String round = step.round() == 0 ? "counting syncs" : "round " + step.round();
        progress.step(round + "  " + step.it().name() + "  " + step.peer());
        Peer peer = running.get(step.peer());
        if (results.hasFailed(step.it().name(), step.peer())
                || peer == null && step.it().needs() != Ability.NONE) {
            return;
        }
        Outcome outcome = attempt(step.it(), peer, step.round() == 0);
        if (outcome != null) {
            results.add(step.it().name(), step.peer(), outcome);
        }
    }

    /** @return null if it failed, which is noted */
    private Outcome attempt(Case it, Peer peer, boolean countSyncs) {
        try {
            it.prepare(peer);
            Outcome outcome = countSyncs ? counted(it, peer) : timed(it, peer);
            it.cleanUp(peer);
            return outcome;
        } catch (BenchException | UncheckedIOException e) {
            checkStop();
            String name = peer == null ? Results.MACHINE : peer.name();
            progress.say("FAILED " + it.name() + " " + name + ": " + e.getMessage());
            results.failed(it.name(), name, e.getMessage());
            if (peer != null) {
                restart(peer);
            }
            return null;
        }
    }

    /** A failure must not disturb the next step. */
    private void restart(Peer peer) {
        running.remove(peer.name());
        peer.close();
        start(peer.name());
    }

    private static Outcome timed(Case it, Peer peer) {
        if (peer == null) {
            return it.measure(null);
        }
        long before = peer.processes().cpuMillis();
        long ownBefore = ownCpuNanos();
        Outcome outcome = it.measure(peer);
        double own = (ownCpuNanos() - ownBefore) / 1e6;
        double used = peer.processes().cpuMillis() - before;
        return outcome.units() == 0
                ? outcome
                : outcome.and(Metric.CPU, used / outcome.units()).and(Metric.GENERATOR_CPU, own / outcome.units());
    }

    /** Of the load generator, which shares the cores. */
    private static long ownCpuNanos() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }

    private Outcome counted(Case it, Peer peer) {
        SyncCounter counter = new SyncCounter(peer.processes().pids(), options.scratch());
        Outcome outcome;
        long syncs;
        try {
            outcome = it.measure(peer);
        } finally {
            syncs = counter.stop();
        }
        return new Outcome(outcome.units(), Map.of(Metric.SYNCS, (double) syncs / Math.max(1, outcome.units())));
    }
}
