package ee.qmail.local;

import ee.qmail.address.AddressPattern;
import ee.qmail.contract.BeanFigures;
import ee.qmail.contract.BeanMail;
import ee.qmail.contract.MailConsumer;
import ee.qmail.message.DeliveryReport;
import ee.qmail.message.Did;
import ee.qmail.message.Reason;
import java.util.ArrayList;
import java.util.List;

/** A bean that notes what it gets, and at which door. */
public final class FakeConsumer implements MailConsumer {
    public final List<String> got = new ArrayList<>();
    /** Null if it takes the mail. */
    public Reason reason;
    /** Is done while it has a mail. */
    public Runnable work = () -> {};

    /** That of the address, unless it is one of several. */
    public Object bean = this;

    private final AddressPattern pattern;
    private final String name;

    public FakeConsumer(String pattern) {
        this(pattern, "bean of a test");
    }

    public FakeConsumer(String pattern, String name) {
        this.pattern = AddressPattern.parse(pattern);
        this.name = name;
    }

    @Override
    public Object bean() {
        return bean;
    }

    @Override
    public BeanFigures figures() {
        return new BeanFigures(name, "shop", 4, 600, 1, 9, 2, 3, 4, List.of(0, 5, 4), null);
    }

    @Override
    public AddressPattern pattern() {
        return pattern;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean isAnsweredAtCommit() {
        return false;
    }

    @Override
    public DeliveryReport deliver(BeanMail mail, Door door) {
        got.add(mail.recipient() + " " + door);
        work.run();
        return reason == null
                ? DeliveryReport.delivered(mail.recipient(), new Did(0, 0, 1))
                : DeliveryReport.of(mail.recipient(), reason);
    }
}
