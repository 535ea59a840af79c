package ee.qmail.broker;

import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.UnavailableException;
import jakarta.resource.spi.endpoint.MessageEndpoint;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import java.lang.reflect.Method;
import javax.transaction.xa.XAResource;
import org.apache.activemq.artemis.jms.client.ActiveMQMessage;

/** Beans of an application, with {@link MessageTrials} around each of their calls. */
record MarkingEndpointFactory(MessageEndpointFactory beans, MessageTrials trials) implements MessageEndpointFactory {
    @Override
    public MessageEndpoint createEndpoint(XAResource resource) throws UnavailableException {
        return new Marking(beans.createEndpoint(resource));
    }

    @Override
    public MessageEndpoint createEndpoint(XAResource resource, long timeout) throws UnavailableException {
        return new Marking(beans.createEndpoint(resource, timeout));
    }

    @Override
    public boolean isDeliveryTransacted(Method method) throws NoSuchMethodException {
        return beans.isDeliveryTransacted(method);
    }

    @Override
    public String getActivationName() {
        return beans.getActivationName();
    }

    @Override
    public Class<?> getEndpointClass() {
        return beans.getEndpointClass();
    }

    private final class Marking implements MessageEndpoint, MessageListener {
        private final MessageEndpoint bean;

        Marking(MessageEndpoint bean) {
            this.bean = bean;
        }

        @Override
        public void onMessage(Message message) {
            long id = ((ActiveMQMessage) message).getCoreMessage().getMessageID();
            String name = "bean " + getEndpointClass().getName() + " (" + getActivationName() + ")";
            trials.run(id, name, () -> ((MessageListener) bean).onMessage(message));
        }

        @Override
        public void beforeDelivery(Method method) throws NoSuchMethodException, ResourceException {
            bean.beforeDelivery(method);
        }

        @Override
        public void afterDelivery() throws ResourceException {
            bean.afterDelivery();
        }

        @Override
        public void release() {
            bean.release();
        }
    }
}
