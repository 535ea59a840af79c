package ee.qmail.web.console;

import ee.qmail.local.ActiveBeans;
import ee.qmail.local.AddressTrace;
import ee.qmail.local.BeanAddresses;
import ee.qmail.text.Harmless;
import ee.qmail.web.language.Texts;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.IntStream;

/** The beans that take mail, with what has become of it; the addresses of all there ever were, and the end of those whose application is gone for good. */
@Named
@RequestScoped
public class BeansPage {
    /** What the trace of an address says of one. */
    private static final String TO_BEAN = "bean ";

    /** @param time of its begin, such as {@code 14:05} */
    public record Minute(String time, int taken) {}

    @Inject
    private BeanAddresses addresses;

    @Inject
    private ActiveBeans beans;

    @Inject
    private AddressTrace trace;

    @Inject
    private Texts texts;

    private List<BeanAddresses.Line> lines;

    private List<ActiveBeans.ActiveBean> active;
    private String address;
    private AddressTrace.Trace found;

    @PostConstruct
    void load() {
        lines = addresses.list();
        active = beans.list();
        address = Requests.parameter("address").strip();
        found = address.isEmpty() ? null : trace.of(address);
    }

    /** Takes out the lines with the pattern that the form names: the list may have changed since the page was made. */
    public String forget() {
        String pattern = Requests.parameter("pattern");
        if (!Change.tried(null, () -> addresses.forget(pattern))) {
            return null;
        }
        Messages.done("beans.done", pattern);
        return "beans?faces-redirect=true";
    }

    public List<BeanAddresses.Line> getLines() {
        return lines;
    }

    /** Such as {@code 3 d 4 h}. */
    public String absentFor(BeanAddresses.Line line) {
        return Times.length(Duration.between(line.absentSince(), Instant.now()));
    }

    /** The beans that take mail now. */
    public List<ActiveBeans.ActiveBean> getActive() {
        return active;
    }

    /** The address that is asked about. */
    public String getAddress() {
        return address;
    }

    /** Null while no address is given. */
    public AddressTrace.Trace getFound() {
        return found;
    }

    /** Tells whether a bean gets the mail for the address. */
    public boolean isTaken() {
        return found.deliveries().stream().anyMatch(delivery -> delivery.startsWith(TO_BEAN));
    }

    /** Where mail for the address goes, in a sentence. */
    public String getTold() {
        String place = Harmless.line(String.join(", ", found.deliveries()));
        if (isTaken()) {
            String pattern = found.deliveries().get(0).substring(TO_BEAN.length());
            return texts.of("beans.test.bean", name(pattern), Harmless.line(pattern));
        }
        return found.problem() == null
                ? texts.of("beans.test.none", place.isEmpty() ? "–" : place, Harmless.line(found.by()))
                : texts.of("beans.test.problem", Harmless.line(found.problem()));
    }

    private String name(String pattern) {
        return active.stream()
                .filter(bean -> bean.addresses().stream()
                        .anyMatch(each -> each.pattern().equals(pattern) && each.rival() == null))
                .map(bean -> bean.figures().beanClass())
                .findFirst()
                .orElse(pattern);
    }

    /** Mails of the minute in which most were taken, of the last hour. */
    public int busiest(ActiveBeans.ActiveBean bean) {
        return bean.figures().perMinute().stream()
                .mapToInt(Integer::intValue)
                .max()
                .orElse(0);
    }

    /** The minutes of the last hour in which any mail was taken, the newest first. */
    public List<Minute> minutes(ActiveBeans.ActiveBean bean) {
        List<Integer> taken = bean.figures().perMinute();
        Instant now = Instant.now();
        DateTimeFormatter time = DateTimeFormatter.ofPattern(texts.of("chart.time"), texts.locale())
                .withZone(ZoneId.systemDefault());
        return IntStream.range(0, taken.size())
                .filter(ago -> taken.get(taken.size() - 1 - ago) > 0)
                .mapToObj(ago ->
                        new Minute(time.format(now.minus(ago, ChronoUnit.MINUTES)), taken.get(taken.size() - 1 - ago)))
                .toList();
    }

    /** What the exception of the last failure says. */
    public String said(ActiveBeans.ActiveBean bean) {
        return Harmless.line(bean.figures().lastFailure().message());
    }

    /** The mail of the last failure. */
    public String mail(ActiveBeans.ActiveBean bean) {
        return Harmless.line(bean.figures().lastFailure().mail());
    }

    /** The address of the server's log, with what it says of the bean. */
    public String log(ActiveBeans.ActiveBean bean) {
        return LogsPage.ofServer(bean.figures().beanClass());
    }
}
