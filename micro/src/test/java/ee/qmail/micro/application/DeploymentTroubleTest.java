package ee.qmail.micro.application;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

class DeploymentTroubleTest {
    private static final Logger SERVER = Logger.getLogger("shop.server");
    private static final Logger ADAPTER = Logger.getLogger("ee.qmail.rar.application.MailBeanRegistry");
    private static final Logger OTHER = Logger.getLogger("ee.qmail.rar.application.Applications");

    @Test
    void theRootOfTheFirstTroubleIsTheReason() {
        try (DeploymentTrouble trouble = DeploymentTrouble.ofThisThread()) {
            SERVER.log(Level.WARNING, "no trouble", new IllegalStateException("not this"));
            SERVER.log(
                    Level.SEVERE,
                    "cannot load",
                    new IllegalStateException("no", new IOException("no route\nto the shop")));
            SERVER.log(Level.SEVERE, "so", new IllegalStateException("a consequence"));
            assertThat(trouble.reason()).contains("IOException: no route");
        }
    }

    @Test
    void aSentenceOfOursGoesFirst() {
        try (DeploymentTrouble trouble = DeploymentTrouble.ofThisThread()) {
            SERVER.log(Level.SEVERE, "cannot load", new IllegalStateException("no"));
            ADAPTER.severe("bean shop.Bad: answer 'Commit': must be queue or commit");
            assertThat(trouble.reason()).contains("bean shop.Bad: answer 'Commit': must be queue or commit");
        }
    }

    @Test
    void warningsOfOursAreRemarksAndThoseOfTheServerAreNot() {
        try (DeploymentTrouble trouble = DeploymentTrouble.ofThisThread()) {
            SERVER.warning("HHH90000029");
            OTHER.warning("the server ended while it worked on mail 7/ana@example.org, in bean of another application");
            ADAPTER.warning("bean shop.Desk: activation property 'anwser' is not known\nand more");
            ADAPTER.info("a bean came");
            assertThat(trouble.remarks()).containsExactly("bean shop.Desk: activation property 'anwser' is not known");
            assertThat(trouble.reason()).isEmpty();
            for (int i = 0; i < 100; i++) {
                ADAPTER.warning("another");
            }
            assertThat(trouble.remarks()).hasSizeLessThan(30);
        }
    }

    @Test
    void aMessageWithoutACauseIsBetterThanNothing() {
        try (DeploymentTrouble trouble = DeploymentTrouble.ofThisThread()) {
            assertThat(trouble.reason()).isEmpty();
            SERVER.severe("archive type is not recognised");
            assertThat(trouble.reason()).contains("archive type is not recognised");
        }
    }

    @Test
    void aResourceThatIsNotThereIsNamedWithWhatToDo() {
        try (DeploymentTrouble trouble = DeploymentTrouble.ofThisThread()) {
            SERVER.severe(
                    "JNDI lookup failed for the resource: Name: [shop], Lookup: [jdbc/nowhere], Type: [javax.sql.DataSource]"
                            + " -- Lookup failed for 'jdbc/nowhere' in SerialContext[myEnv={java.naming.factory.initial=x}]");
            assertThat(trouble.reason())
                    .contains(
                            "no javax.sql.DataSource has the name 'jdbc/nowhere', which shop looks for:"
                                    + " define it in the application (@DataSourceDefinition), or take jdbc/qmail, the server's own");
        }
    }

    @Test
    void whatOtherThreadsSayDoesNotCount() throws InterruptedException {
        DeploymentTrouble trouble = DeploymentTrouble.ofThisThread();
        Thread other = new Thread(() -> ADAPTER.severe("mail is deferred"));
        other.start();
        other.join();
        trouble.close();
        SERVER.severe("after the end");
        assertThat(trouble.reason()).isEmpty();
    }
}
