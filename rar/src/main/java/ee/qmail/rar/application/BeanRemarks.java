package ee.qmail.rar.application;

import ee.qmail.address.AddressPattern;
import ee.qmail.contract.MailConsumer;
import ee.qmail.contract.MailConsumerRegistry;
import ee.qmail.control.Controls;
import ee.qmail.routing.Rewriting;
import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Looks for patterns of a bean that are valid and perhaps not meant. Each remark says what would be right. */
final class BeanRemarks {
    /** A local part of which nobody thinks, for patterns that leave it open. */
    private static final String ANYBODY = "x";

    private final Rewriting rewriting;

    BeanRemarks(Controls controls) {
        this.rewriting = new Rewriting(controls);
    }

    /** On a bean that is about to be active. */
    List<String> on(MailConsumer bean) {
        List<String> remarks = new ArrayList<>();
        String which = bean.name() + ": recipient '" + bean.pattern() + "' ";
        rival(bean)
                .ifPresent(other -> remarks.add(which + "is also that of " + other.name()
                        + ", which gets the mail as long as it is there: each bean must have addresses of its own"));
        if (takesPostmaster(bean.pattern())) {
            remarks.add(which + "takes the mail of postmaster too, whom people must be able to reach (RFC 5321 4.5.1):"
                    + " must be a narrower pattern, or another bean must have the address of postmaster");
        }
        if (rewriting.isForeign(bean.pattern())) {
            remarks.add(
                    which + "has a domain that this server does not deliver for, so that no mail comes:"
                            + " must be one of control/locals or control/virtualdomains, such as those that the console creates");
        }
        return remarks;
    }

    /**
     * On properties in the annotation of a bean that mean nothing here, such as {@code anwser}: servers pass over them, and no specification has
     * a way to refuse them. Those in a descriptor only the server sees.
     */
    static List<String> onProperties(Class<?> bean, String name) {
        MessageDriven annotation = bean.getAnnotation(MessageDriven.class);
        return annotation == null
                ? List.of()
                : Arrays.stream(annotation.activationConfig())
                        .map(ActivationConfigProperty::propertyName)
                        .filter(property -> !MailActivationSpec.PROPERTIES.contains(property))
                        .map(property -> name + ": activation property '" + property
                                + "' is not known and has no effect: must be one of "
                                + String.join(", ", MailActivationSpec.PROPERTIES))
                        .toList();
    }

    private static Optional<MailConsumer> rival(MailConsumer bean) {
        return MailConsumerRegistry.all().stream()
                .filter(other -> other.pattern().equals(bean.pattern()))
                .findFirst();
    }

    private static boolean takesPostmaster(AddressPattern pattern) {
        return pattern.localPart().contains("*") && pattern.matches("postmaster@" + anyOf(pattern.domain()));
    }

    private static String anyOf(String open) {
        return open.replace("*", ANYBODY);
    }
}
