package ee.qmail.local;

import ee.qmail.address.DomainLookup;
import ee.qmail.control.ControlFiles;
import ee.qmail.control.Controls;
import ee.qmail.control.Setting;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Tells whether mail for the postmaster of {@code control/me} (RFC 5321 section 4.5.1) and for whoever gets double bounces arrives: a double bounce that
 * does not is thrown away. Safe for use by several threads.
 */
@ApplicationScoped
public class PostmasterCheck {
    private final ControlFiles controlFiles;
    private final Function<String, AddressTrace.Trace> trace;

    /** For the container's proxies. */
    protected PostmasterCheck() {
        this(null, (Function<String, AddressTrace.Trace>) null);
    }

    @Inject
    PostmasterCheck(ControlFiles controlFiles, AddressTrace trace) {
        this(controlFiles, trace::of);
    }

    PostmasterCheck(ControlFiles controlFiles, Function<String, AddressTrace.Trace> trace) {
        this.controlFiles = controlFiles;
        this.trace = trace;
    }

    /** One sentence for each of the two whose mail does not arrive. May ask the database. */
    public List<String> warnings() {
        Controls controls = controlFiles.current();
        Optional<String> me = controls.value(Setting.ME);
        if (me.isEmpty()) {
            return List.of("control/me is missing: write the name of this host into it.");
        }
        Set<String> addresses = new LinkedHashSet<>();
        addresses.add("postmaster@" + DomainLookup.canonical(me.get()));
        addresses.add(DomainLookup.canonical(controls.doublebounceto() + "@" + controls.doublebouncehost()));
        return addresses.stream()
                .flatMap(address -> trouble(trace.apply(address)).stream()
                        .map(trouble -> "Mail for " + address + " does not arrive: " + trouble
                                + ". Bounces that cannot be delivered go there, and are lost."))
                .toList();
    }

    /** What is elsewhere is not known here. */
    private static Optional<String> trouble(AddressTrace.Trace way) {
        if (way.problem() != null) {
            return Optional.of(withoutEnd(way.problem()));
        }
        return way.deliveries().isEmpty() ? Optional.of(way.by() + " throws it away") : Optional.empty();
    }

    private static String withoutEnd(String sentence) {
        return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
    }
}
