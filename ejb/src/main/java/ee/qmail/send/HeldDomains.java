package ee.qmail.send;

import ee.qmail.address.DomainName;
import ee.qmail.audit.Audited;
import ee.qmail.audit.Audited.Thing;
import ee.qmail.audit.Deed;
import ee.qmail.caller.AdministratorsOnly;
import ee.qmail.control.ControlFiles;
import ee.qmail.control.Setting;
import ee.qmail.control.ShownText;
import ee.qmail.deferred.DeferredStore;
import ee.qmail.deferred.WaitingJobs;
import ee.qmail.directory.InvalidInputException;
import ee.qmail.revision.Author;
import ee.qmail.revision.Precondition;
import ee.qmail.text.Sentence;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Domains elsewhere to which nothing is sent now ({@code control/holdremote}): their mail waits, also that which is new, and it is neither tried nor bounced. An attempt
 * that has begun goes on.
 */
@ApplicationScoped
public class HeldDomains {
    /** Mail for such a domain is looked at again after it: a line that is taken out by hand counts then at the latest. */
    static final Duration PAUSE = Duration.ofMinutes(5);

    private final ControlFiles controlFiles;
    private final DeferredStore store;
    private final WaitingJobs jobs;

    private final Clock clock = Clock.systemUTC();

    /** For the container's proxies. */
    protected HeldDomains() {
        this(null, null, null);
    }

    @Inject
    public HeldDomains(ControlFiles controlFiles, DeferredStore store, WaitingJobs jobs) {
        this.controlFiles = controlFiles;
        this.store = store;
        this.jobs = jobs;
    }

    /** @param domain as a job has it */
    public boolean isHeld(String domain) {
        Set<String> held = controlFiles.current().holdremote();
        return !held.isEmpty() && held.contains(DomainName.canonical(domain));
    }

    /** In the order of their names. */
    @AdministratorsOnly
    public List<String> list() {
        return List.copyOf(new TreeSet<>(controlFiles.current().holdremote()));
    }

    /** What is due for them is looked at later. */
    void postpone(Instant now) {
        Set<String> held = controlFiles.current().holdremote();
        if (!held.isEmpty()) {
            store.postponeHeld(held, now, now.plus(PAUSE));
        }
    }

    /**
     * Sends nothing to a domain from now on.
     *
     * @return whether that was not so before
     * @throws InvalidInputException if it is no domain
     * @throws ee.qmail.revision.ChangedMeanwhileException if somebody else changes the file at the same time
     */
    @AdministratorsOnly
    @Audited(value = Deed.DOMAIN_HELD, to = Thing.FIRST)
    public boolean hold(String domain, Author author) {
        String name = DomainName.canonical(domain.strip());
        if (!DomainName.isName(name)) {
            throw new InvalidInputException("domain", Sentence.of("line.domain"));
        }
        if (isHeld(name)) {
            return false;
        }
        change(text -> text + (text.isEmpty() || text.endsWith("\n") ? "" : "\n") + name + "\n", author);
        return true;
    }

    /**
     * Sends to it again, at once.
     *
     * @return whether it was held
     * @throws ee.qmail.revision.ChangedMeanwhileException if somebody else changes the file at the same time
     */
    @AdministratorsOnly
    @Audited(value = Deed.DOMAIN_RELEASED, to = Thing.FIRST)
    public boolean release(String domain, Author author) {
        String name = DomainName.canonical(domain.strip());
        if (!isHeld(name)) {
            return false;
        }
        change(
                text -> text.lines()
                        .filter(line -> !DomainName.canonical(line.strip()).equals(name))
                        .map(line -> line + "\n")
                        .collect(Collectors.joining()),
                author);
        jobs.makeDue(name, clock.instant());
        return true;
    }

    private void change(UnaryOperator<String> change, Author author) {
        try {
            Optional<ShownText> there = controlFiles.shown(Setting.HOLDREMOTE);
            List<Sentence> problems = controlFiles.write(
                    Setting.HOLDREMOTE,
                    change.apply(there.map(ShownText::text).orElse("")),
                    Precondition.seen(there.map(ShownText::version).orElse("")),
                    author);
            if (!problems.isEmpty()) {
                throw new InvalidInputException("domain", problems);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("control/holdremote cannot be written", e);
        }
    }
}
