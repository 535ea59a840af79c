package ee.qmail.accounts;

import ee.qmail.address.DomainName;
import ee.qmail.control.ControlFiles;
import ee.qmail.control.Setting;
import ee.qmail.directory.DomainRouting;
import ee.qmail.directory.InvalidInputException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.logging.Level;
import java.util.logging.Logger;

/** {@link DomainRouting} by control/rcpthosts and control/virtualdomains, as vadddomain does it (VP-4). */
@ApplicationScoped
class ControlDomainRouting implements DomainRouting {
    private final ControlFiles files;

    /** For the container's proxies. */
    protected ControlDomainRouting() {
        this(null);
    }

    @Inject
    ControlDomainRouting(ControlFiles files) {
        this.files = files;
    }

    private interface Step {
        void run() throws IOException;
    }

    @Override
    public Runnable open(String domain) {
        Undo undo = new Undo();
        undo.guard(() -> {
            add(Setting.VIRTUALDOMAINS, domain + ":" + domain, undo);
            add(Setting.RCPTHOSTS, domain, undo); // last: a domain is let in when it can be routed
        });
        return undo;
    }

    @Override
    public Runnable close(String domain) {
        Undo undo = new Undo();
        undo.guard(() -> {
            remove(Setting.RCPTHOSTS, domain, undo);
            remove(Setting.VIRTUALDOMAINS, domain + ":" + domain, undo);
        });
        return undo;
    }

    @Override
    public boolean isThisHosts(String domain) {
        return DomainName.canonical(files.current().me()).equals(domain);
    }

    private void add(Setting setting, String line, Undo undo) throws IOException {
        if (files.addToList(setting, line)) {
            undo.steps.push(() -> files.removeFromList(setting, line));
        }
    }

    private void remove(Setting setting, String line, Undo undo) throws IOException {
        if (files.removeFromList(setting, line)) {
            undo.steps.push(() -> files.addToList(setting, line));
        }
    }

    /** Takes back the steps made so far, the last one first. */
    private static final class Undo implements Runnable {
        private static final Logger LOG = Logger.getLogger(ControlDomainRouting.class.getName());

        final Deque<Step> steps = new ArrayDeque<>();

        void guard(Step work) {
            try {
                work.run();
            } catch (IOException e) {
                run();
                throw new UncheckedIOException("control files: cannot be written", e);
            } catch (IllegalArgumentException e) {
                run();
                throw new InvalidInputException(e.getMessage());
            }
        }

        @Override
        public void run() {
            for (Step step : steps) {
                try {
                    step.run();
                } catch (IOException | IllegalArgumentException e) {
                    LOG.log(Level.WARNING, "control files: a change could not be taken back", e);
                }
            }
        }
    }
}
