package ee.qmail.web.api;

import ee.qmail.contract.BeanFailure;
import ee.qmail.contract.BeanFigures;
import ee.qmail.directory.InvalidInputException;
import ee.qmail.local.ActiveBeans;
import ee.qmail.local.BeanAddresses;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;

/** The addresses of beans. */
@Path("beans")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class BeansResource {
    @Inject
    private BeanAddresses addresses;

    @Inject
    private ActiveBeans active;

    /** One line of {@code users/beans}, as {@link BeanAddresses.Line} has it. */
    public record BeanView(
            String pattern, String answer, String state, String bean, Instant absentSince, long waiting) {
        static BeanView of(BeanAddresses.Line line) {
            return new BeanView(
                    line.pattern(),
                    line.answer(),
                    line.isAbsent() ? "absent" : "deployed",
                    line.bean(),
                    line.absentSince(),
                    line.waiting());
        }
    }

    /**
     * A bean that takes mail now, with what has become of its mail since it is there.
     *
     * @param running calls that have not returned
     * @param rejected for good
     * @param failed deferred since the bean failed; each attempt counts
     * @param turnedAway deferred without a call of the bean
     * @param perMinute taken in each of the last 60 minutes, the newest last
     * @param lastFailure null if there was none
     */
    public record ActiveBeanView(
            String bean,
            String beanClass,
            String activation,
            String answer,
            int concurrency,
            int timeout,
            int running,
            long taken,
            long rejected,
            long failed,
            long turnedAway,
            int lastHour,
            List<Integer> perMinute,
            BeanFailureView lastFailure,
            List<BeanPatternView> patterns) {
        static ActiveBeanView of(ActiveBeans.ActiveBean bean) {
            BeanFigures figures = bean.figures();
            return new ActiveBeanView(
                    bean.name(),
                    figures.beanClass(),
                    figures.activation(),
                    bean.answer(),
                    figures.concurrency(),
                    figures.timeout(),
                    figures.running(),
                    figures.taken(),
                    figures.rejected(),
                    figures.failed(),
                    figures.turnedAway(),
                    figures.lastHour(),
                    figures.perMinute(),
                    figures.lastFailure() == null ? null : BeanFailureView.of(figures.lastFailure()),
                    bean.addresses().stream().map(BeanPatternView::of).toList());
        }
    }

    /**
     * Why a bean has not taken a mail.
     *
     * @param mail queue id and recipient
     */
    public record BeanFailureView(Instant at, String exception, String message, String stack, String mail) {
        static BeanFailureView of(BeanFailure failure) {
            return new BeanFailureView(
                    failure.at(), failure.type(), failure.message(), failure.stack(), failure.mail());
        }
    }

    /**
     * One pattern of a bean.
     *
     * @param rival the bean that gets all of its mail instead; null if there is none
     * @param exceptions more exact patterns of other beans, which get the mail of theirs
     * @param foreign whether the domain is another server's
     * @param hides some mailboxes and aliases that get no mail, since the bean goes first
     */
    public record BeanPatternView(
            String pattern, String rival, List<String> exceptions, boolean foreign, List<String> hides) {
        static BeanPatternView of(ActiveBeans.Addresses addresses) {
            return new BeanPatternView(
                    addresses.pattern(),
                    addresses.rival(),
                    addresses.exceptions(),
                    addresses.isForeign(),
                    addresses.hidden());
        }
    }

    /** Those that take mail now. */
    @GET
    @Path("active")
    public List<ActiveBeanView> active() {
        return active.list().stream().map(ActiveBeanView::of).toList();
    }

    @GET
    public List<BeanView> beans() {
        return addresses.list().stream().map(BeanView::of).toList();
    }

    /** A pattern may have a {@code /}, so that it is no part of the path. */
    @DELETE
    public void forget(@QueryParam("pattern") String pattern) {
        if (pattern == null) {
            throw new InvalidInputException("pattern", "pattern: missing; must be one of users/beans");
        }
        addresses.forget(pattern);
    }
}
