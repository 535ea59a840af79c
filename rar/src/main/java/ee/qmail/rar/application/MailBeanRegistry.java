package ee.qmail.rar.application;

import ee.qmail.api.MailListener;
import ee.qmail.application.BeansFile;
import ee.qmail.contract.MailConsumerRegistry;
import ee.qmail.rar.listener.Endpoints;
import ee.qmail.rar.listener.ListenerSpec;
import jakarta.resource.ResourceException;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.logging.Logger;

/** All addresses of one bean, known to local delivery for as long as it is active, and to {@code users/beans} for ever. */
public final class MailBeanRegistry implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(MailBeanRegistry.class.getName());

    private final Endpoints<MailListener> endpoints;
    private final List<MailBean> beans;

    private MailBeanRegistry(Endpoints<MailListener> endpoints, List<MailBean> beans) {
        this.endpoints = endpoints;
        this.beans = beans;
    }

    public static MailBeanRegistry activate(
            Endpoints<MailListener> endpoints, MailActivationSpec spec, Applications applications)
            throws ResourceException {
        remember(spec);
        BeanCounts counts = new BeanCounts(InstantSource.system());
        List<MailBean> beans = spec.patterns().stream()
                .map(pattern -> new MailBean(endpoints, applications.calls(), pattern, spec, counts))
                .toList();
        BeanRemarks.onProperties(endpoints.beanClass(), endpoints.name()).forEach(LOG::warning);
        BeanRemarks remarks = new BeanRemarks(applications.controlFiles().current());
        MailBeanRegistry registry = new MailBeanRegistry(endpoints, beans);
        try {
            for (MailBean bean : beans) {
                remarks.on(bean).forEach(LOG::warning);
                MailConsumerRegistry.add(bean);
            }
            remember(spec); // an administrator may just have taken out what was absent
            return registry;
        } catch (ResourceException | RuntimeException | Error e) {
            registry.close();
            throw e;
        }
    }

    private static void remember(MailActivationSpec spec) throws ResourceException {
        try {
            new BeansFile(ListenerSpec.home().beans(), LOG::warning)
                    .remember(spec.patterns(), spec.isAnsweredAtCommit());
        } catch (IOException e) {
            throw new ResourceException("users/beans cannot be written, so mail would not wait for the bean", e);
        }
    }

    @Override
    public void close() {
        beans.forEach(MailConsumerRegistry::remove);
        endpoints.close();
    }
}
