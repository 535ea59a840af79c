package ee.qmail.examples.archive;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.EJB;
import jakarta.ejb.MessageDriven;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.jms.BytesMessage;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;

/**
 * Takes each mail of queue {@code archive}. Its rows are committed first, then the message is acknowledged; one that comes again finds its row. So
 * nothing needs two phases, and nothing is left prepared when the server dies.
 */
@MessageDriven(
        activationConfig = {
            @ActivationConfigProperty(propertyName = "destination", propertyValue = "archive"),
            @ActivationConfigProperty(propertyName = "destinationType", propertyValue = "jakarta.jms.Queue")
        })
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class Archive implements MessageListener {
    @EJB
    private Keeper keeper;

    @Override
    public void onMessage(Message message) {
        if (!(message instanceof BytesMessage mail)) {
            throw new IllegalArgumentException("the alias must lead to jms:queue:archive, without ?form=parsed");
        }
        keeper.keep(mail);
    }
}
