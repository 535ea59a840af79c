package ee.qmail.rar.listener;

import ee.qmail.contract.Client;
import ee.qmail.contract.InboundMessage;
import ee.qmail.contract.Load;
import ee.qmail.contract.RecipientVerdict;
import ee.qmail.contract.SmtpListener;
import ee.qmail.contract.SmtpPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** A bean that fails when it is told to. */
final class FakeListener extends NoLogins implements SmtpListener {
    final List<List<InboundMessage>> accepted = new ArrayList<>();
    Predicate<List<InboundMessage>> fails = messages -> false;
    /** What it fails with. */
    Supplier<Throwable> failure = () -> new IllegalStateException("planned");

    @Override
    public SmtpPolicy connected(Client client, Load load) {
        throw new UnsupportedOperationException();
    }

    @Override
    public RecipientVerdict recipient(Client client, SmtpPolicy policy, String sender, String recipient, long size) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void accept(List<InboundMessage> messages) {
        if (fails.test(messages)) {
            Throwable planned = failure.get();
            if (planned instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) planned;
        }
        accepted.add(messages);
    }
}
