package ee.qmail.local;

import ee.qmail.accounts.NotFoundException;
import ee.qmail.address.AddressPattern;
import ee.qmail.application.BeansFile;
import ee.qmail.audit.Audited;
import ee.qmail.audit.Audited.Thing;
import ee.qmail.audit.Deed;
import ee.qmail.caller.AdministratorsOnly;
import ee.qmail.contract.MailConsumer;
import ee.qmail.contract.MailConsumerRegistry;
import ee.qmail.deferred.Qread;
import ee.qmail.directory.InvalidInputException;
import ee.qmail.text.Sentence;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The addresses that beans of applications have taken mail for ({@code users/beans}), and which of them no bean takes any more. */
@ApplicationScoped
@AdministratorsOnly
public class BeanAddresses {
    private final BeansFile beans;
    private final Qread waiting;

    /** For the container's proxies. */
    protected BeanAddresses() {
        this(null, null);
    }

    @Inject
    public BeanAddresses(BeansFile beans, Qread waiting) {
        this.beans = beans;
        this.waiting = waiting;
    }

    /**
     * One line.
     *
     * @param answer {@code queue} or {@code commit}
     * @param bean that takes the mail now; null if none does
     * @param absentSince the time since which none does, as far as this process knows: not before its start; null if one does
     * @param waiting recipients whose mail waits for it
     */
    public record Line(String pattern, String answer, String bean, Instant absentSince, long waiting) {
        public boolean isAbsent() {
            return bean == null;
        }
    }

    /** In the order of the file, each once. */
    public List<Line> list() {
        Map<String, Long> absent = waiting.waitingForApplications();
        return beans.all().stream().distinct().map(known -> line(known, absent)).toList();
    }

    /** The patterns of those that no bean takes; without asking what waits for them. */
    public List<String> absent() {
        return beans.all().stream()
                .filter(known -> bean(known).isEmpty())
                .map(known -> known.pattern().toString())
                .distinct()
                .toList();
    }

    private static Line line(BeansFile.Known known, Map<String, Long> absent) {
        Optional<MailConsumer> bean = bean(known);
        AddressPattern pattern = known.pattern();
        return new Line(
                pattern.toString(),
                known.atCommit() ? "commit" : "queue",
                bean.map(MailConsumer::name).orElse(null),
                bean.isPresent()
                        ? null
                        : MailConsumerRegistry.departure(pattern).orElseGet(BeanAddresses::start),
                bean.isPresent()
                        ? 0
                        : absent.entrySet().stream()
                                .filter(address -> pattern.matches(address.getKey()))
                                .mapToLong(Map.Entry::getValue)
                                .sum());
    }

    private static Instant start() {
        return Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime());
    }

    private static Optional<MailConsumer> bean(BeansFile.Known known) {
        return MailConsumerRegistry.all().stream()
                .filter(bean -> bean.pattern().equals(known.pattern()) && bean.isAnsweredAtCommit() == known.atCommit())
                .findFirst();
    }

    /**
     * Takes out the lines with a pattern that no bean has. From the next second on mail for its addresses waits no more: it goes where it would go without
     * them.
     *
     * @throws NotFoundException if there is no such line
     * @throws InvalidInputException if it is no pattern, or a bean takes the mail of all lines with it
     */
    @Audited(value = Deed.BEAN_FORGOTTEN, to = Thing.FIRST)
    public void forget(String pattern) {
        AddressPattern wanted = parse(pattern);
        List<BeansFile.Known> lines = beans.all().stream()
                .filter(known -> known.pattern().equals(wanted))
                .toList();
        if (lines.isEmpty()) {
            throw new NotFoundException(Sentence.of("bean.none", wanted.toString()));
        }
        List<BeansFile.Known> gone =
                lines.stream().filter(known -> bean(known).isEmpty()).toList();
        if (gone.isEmpty()) {
            throw new InvalidInputException(
                    "pattern",
                    Sentence.of(
                            "bean.deployed",
                            wanted.toString(),
                            bean(lines.get(0)).map(MailConsumer::name).orElse("bean")));
        }
        try {
            beans.forget(gone);
        } catch (IOException e) {
            throw new UncheckedIOException("users/beans cannot be written", e);
        }
    }

    private static AddressPattern parse(String pattern) {
        try {
            return AddressPattern.parse(pattern);
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException("pattern", e.getMessage());
        }
    }
}
