package ee.qmail.submission;

import ee.qmail.contract.InboundMessage;
import ee.qmail.contract.KeyTakenException;
import ee.qmail.contract.NeverStoredException;
import ee.qmail.contract.Submission;
import ee.qmail.directory.InvalidInputException;
import ee.qmail.jms.QueueException;
import ee.qmail.message.DsnWishes;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;

/**
 * The queue for the adapter's outbound connections. Called inside another application's commit; runs the work on a
 * thread of this application, outside that transaction.
 */
@Singleton
@Startup
@DependsOn("QmailStart")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class SubmissionBean {
    @Resource
    private ManagedExecutorService threads;

    @Inject
    private DirectInjection injection;

    @Inject
    private KeyedSubmission keyed;

    private final Submission sink = new Submission() {
        @Override
        public InboundMessage complete(byte[] message, String sender, Collection<String> recipients, DsnWishes wishes) {
            List<String> given = recipients == null ? List.of() : new ArrayList<>(recipients);
            return here(() -> injection.complete(message, sender, given, wishes));
        }

        @Override
        public Keyed keyed(String key, byte[] message, String sender, Collection<String> recipients, DsnWishes wishes) {
            List<String> given = recipients == null ? List.of() : new ArrayList<>(recipients);
            return here(() -> keyed.check(key, message, sender, given, wishes));
        }

        @Override
        public void store(List<InboundMessage> unit, List<Keyed> named) {
            here(() -> {
                keyed.store(unit, named);
                return null;
            });
        }
    };

    private ClassLoader classes;

    @PostConstruct
    void start() {
        classes = Thread.currentThread().getContextClassLoader();
        Submission.RUNNING.add(sink);
    }

    private <T> T here(Callable<T> work) {
        try {
            return threads.submit(() -> ours(work)).get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof KeyTakenException taken) {
                throw taken;
            }
            if (e.getCause() instanceof InvalidInputException wrong) {
                throw new IllegalArgumentException(wrong.getMessage(), wrong);
            }
            if (e.getCause() instanceof NeverStoredException never) {
                throw new IllegalArgumentException(never.getMessage(), never);
            }
            throw new QueueException("the mail cannot be queued", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new QueueException("interrupted before it was known whether the mail is queued", e);
        }
    }

    /**
     * The executor takes over the context class loader of its caller, which may have none: GlassFish finds no bean then, and on Open
     * Liberty Jakarta Mail does not start, for as long as the process lives.
     */
    private <T> T ours(Callable<T> work) throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader callers = thread.getContextClassLoader();
        thread.setContextClassLoader(classes);
        try {
            return work.call();
        } finally {
            thread.setContextClassLoader(callers);
        }
    }

    @PreDestroy
    void stop() {
        Submission.RUNNING.remove(sink);
    }
}
