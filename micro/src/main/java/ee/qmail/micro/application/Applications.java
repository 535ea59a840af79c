package ee.qmail.micro.application;

import ee.qmail.application.ApplicationFile;
import ee.qmail.application.ApplicationState;
import ee.qmail.application.ApplicationState.Phase;
import ee.qmail.application.ApplicationStates;
import ee.qmail.home.QmailHome;
import ee.qmail.micro.application.Deployment.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The applications in the server, and the files they come from. Each {@link #look} compares them; what has changed, and stood still since, is
 * given to the server, one application after the other, each by a task of its own. One that takes longer than its patience holds up the others
 * no more; it may take for ever, with its thread, and is left alone until it ends. A version that failed is tried again when its file changes, and
 * not before. Safe for use by several threads.
 */
final class Applications {
    /** How long others wait for one that is being deployed. */
    static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Logger LOG = Logger.getLogger(Applications.class.getName());

    private final QmailHome home;
    private final Deployment deployment;
    private final ApplicationStates states;
    private final Executor tasks;
    private final Consumer<String> stage;
    private final Clock clock;
    private final LongSupplier ticker;
    private final Map<String, Application> all = new TreeMap<>();

    /**
     * Forgets what an earlier run left.
     *
     * @param tasks runs each task on a thread that may be lost
     * @param stage takes a line for each outcome
     * @param clock of files and states
     * @param ticker nanoseconds since any fixed moment
     */
    Applications(
            QmailHome home, Deployer deployer, Executor tasks, Consumer<String> stage, Clock clock, LongSupplier ticker)
            throws IOException {
        this.home = home;
        this.states = new ApplicationStates(home);
        this.tasks = tasks;
        this.stage = stage;
        this.clock = clock;
        this.ticker = ticker;
        ArchiveCopies copies = new ArchiveCopies(home);
        this.deployment = new Deployment(deployer, copies);
        states.clear();
        copies.retain(ApplicationFile.all(home.applications()).keySet());
    }

    /**
     * Compares files and applications, and begins what is due. Does not wait for it.
     *
     * @throws IOException if the directory cannot be read: nothing is known to be gone then
     */
    synchronized void look() throws IOException {
        if (!Files.isDirectory(home.applications())) {
            throw new IOException(home.applications() + ": must be a directory; the applications stay as they are");
        }
        Map<String, List<Path>> files = ApplicationFile.all(home.applications());
        files.keySet().forEach(name -> all.computeIfAbsent(name, Application::new));
        for (Application application : all.values()) {
            see(application, files.getOrDefault(application.name(), List.of()));
        }
        List<Application> gone = all.values().stream().filter(this::isGone).toList();
        gone.forEach(this::forget);
        all.values().removeAll(gone);
        beginNext();
    }

    /** One that could not be undeployed is not. */
    private boolean isGone(Application application) {
        return application.isGone()
                && (application.isTaken() || !deployment.deployer().isDeployed(application.name()));
    }

    private void see(Application application, List<Path> files) {
        long now = ticker.getAsLong();
        boolean changed = application.see(files, now, clock);
        if (changed && !files.isEmpty() && !application.isBusy()) {
            publish(application, Phase.WAITS, application.seen(), "");
        }
        if (application.becomesLate(now, PATIENCE)) {
            String text =
                    "has been going on for more than " + PATIENCE.toSeconds() + " seconds; others do not wait for it";
            publish(application, Phase.DEPLOYING, application.seen(), text);
            stage.accept("application " + application.name() + ": its deployment " + text);
        }
    }

    private void beginNext() {
        long now = ticker.getAsLong();
        Optional<Application> next =
                all.values().stream().filter(each -> each.isDue(now)).findFirst();
        if (next.isPresent() && all.values().stream().noneMatch(Application::isAwaited)) {
            begin(next.get(), now);
        }
    }

    private void begin(Application application, long now) {
        String version = application.seen();
        Path file = application.file();
        Optional<String> objection = application.objection();
        application.begin(now);
        if (application.isTaken()) {
            end(application, file, version, file == null ? Outcome.DEPLOYED : Outcome.failed(objection.orElse("")));
            return;
        }
        publish(application, Phase.DEPLOYING, version, "");
        try {
            tasks.execute(() -> run(application, file, version, objection));
        } catch (Throwable e) {
            application.endWithoutResult(now); // no thread: tried again at a later look
            throw e;
        }
    }

    /** Whatever comes out of it, an {@link Error} too, is the outcome of this version. */
    private void run(Application application, Path file, String version, Optional<String> objection) {
        Outcome outcome;
        try {
            if (file == null) {
                outcome = deployment.undeploy(application.name());
            } else if (objection.isPresent()) {
                outcome = deployment.refuse(application.name(), objection.get());
            } else {
                outcome = deployment.deploy(application.name(), file, version);
            }
        } catch (Throwable e) {
            LOG.log(Level.SEVERE, e, () -> "application " + application.name() + " cannot be deployed");
            outcome = Outcome.failed(DeploymentTrouble.text(e));
        }
        end(application, file, version, outcome);
    }

    private synchronized void end(Application application, Path file, String version, Outcome outcome) {
        if (outcome == Outcome.CHANGED) {
            application.endWithoutResult(ticker.getAsLong());
            publish(application, Phase.WAITS, version, "");
            return;
        }
        application.end(version);
        if (file == null && outcome == Outcome.DEPLOYED) {
            stage.accept("application " + application.name() + " is gone");
            forget(application);
            return;
        }
        String text = "application " + application.name()
                + (outcome.phase() == Phase.DEPLOYED
                        ? " is at /" + application.name() + outcome.remarks()
                        : " was not " + (file == null ? "un" : "") + "deployed: " + outcome.reason());
        LOG.info(text);
        stage.accept(text);
        publish(application, outcome.phase(), version, outcome.reason());
    }

    /** A state that cannot be written, since the disk is full perhaps, stops no deployment. */
    private void publish(Application application, Phase phase, String version, String reason) {
        boolean runs = deployment.deployer().isDeployed(application.name());
        try {
            states.publish(new ApplicationState(application.name(), phase, version, clock.instant(), reason, runs));
        } catch (IOException e) {
            LOG.log(Level.WARNING, e, () -> "the state of application " + application.name() + " cannot be written");
        }
    }

    private void forget(Application application) {
        try {
            states.remove(application.name());
        } catch (IOException e) {
            LOG.log(Level.WARNING, e, () -> "the state of application " + application.name() + " cannot be removed");
        }
    }

    /** Removes what {@code bin/qmail} reads, which is worth nothing when the server has stopped. */
    void forgetAll() throws IOException {
        states.clear();
    }

    /** Tells whether an application is being deployed or undeployed now. */
    synchronized boolean isBusy() {
        return all.values().stream().anyMatch(Application::isBusy);
    }

    /** Tells whether there is nothing to wait for: all is done but what is late, or is still being copied. */
    synchronized boolean isSettled() {
        long now = ticker.getAsLong();
        return all.values().stream().noneMatch(each -> each.isAwaited() || each.isDue(now));
    }
}
