package ee.qmail.local;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.accounts.TestAccounts;
import ee.qmail.contract.MailConsumerRegistry;
import ee.qmail.control.ControlFiles;
import ee.qmail.local.ActiveBeans.ActiveBean;
import ee.qmail.local.ActiveBeans.Addresses;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ActiveBeansTest {
    @TempDir
    private Path directory;

    private final List<FakeConsumer> consumers = new ArrayList<>();
    private TestAccounts t;
    private ActiveBeans beans;

    @BeforeEach
    void start() throws IOException {
        t = new TestAccounts(directory.resolve("mail"));
        t.run(() -> t.accounts.createDomain("example.org"));
        Path control = Files.createDirectories(directory.resolve("control"));
        Files.writeString(control.resolve("locals"), "example.org\n");
        beans = new ActiveBeans(t.entities, new ControlFiles(control, warning -> {}));
    }

    @AfterEach
    void stop() {
        consumers.forEach(MailConsumerRegistry::remove);
        t.close();
    }

    private FakeConsumer deploy(String name, String... patterns) {
        FakeConsumer first = null;
        for (String pattern : patterns) {
            FakeConsumer consumer = new FakeConsumer(pattern, name);
            first = first == null ? consumer : first;
            consumer.bean = first.bean;
            consumers.add(consumer);
            MailConsumerRegistry.add(consumer);
        }
        return first;
    }

    private List<ActiveBean> list() {
        return t.commit(beans::list);
    }

    private Addresses only(int bean) {
        return list().get(bean).addresses().get(0);
    }

    @Test
    void aBeanIsThereOnceWithAllItsPatterns() {
        deploy("a", "orders@example.org", "order-*@example.org");
        deploy("b", "info@example.org");
        assertThat(list()).extracting(ActiveBean::name).containsExactly("a", "b");
        ActiveBean first = list().get(0);
        assertThat(first.answer()).isEqualTo("queue");
        assertThat(first.figures().taken()).isEqualTo(9);
        assertThat(first.figures().lastHour()).isEqualTo(9);
        assertThat(first.addresses())
                .extracting(Addresses::pattern)
                .containsExactly("orders@example.org", "order-*@example.org");
        assertThat(first.addresses()).allSatisfy(each -> {
            assertThat(each.rival()).isNull();
            assertThat(each.exceptions()).isEmpty();
            assertThat(each.isForeign()).isFalse();
            assertThat(each.hidden()).isEmpty();
        });
    }

    @Test
    void theBeanThatGetsTheMailInsteadIsNamed() {
        deploy("a", "orders@example.org");
        deploy("b", "orders@example.org");
        deploy("c", "*orders@example.org");
        assertThat(only(0).rival()).isEqualTo("c"); // as exact, and first in the alphabet
        assertThat(only(1).rival()).isEqualTo("c");
        assertThat(only(2).rival()).isNull();

        deploy("d", "*@example.org");
        deploy("e", "*@example.org");
        assertThat(only(3).rival()).isNull();
        assertThat(only(4).rival()).isEqualTo("d");
    }

    @Test
    void patternsThatSayMoreAreNamed() {
        deploy("a", "*@example.org", "order-*@example.org");
        deploy("b", "order-a*@example.org", "info@example.org", "info@example.net");
        assertThat(only(0).exceptions()).containsExactly("order-a*@example.org", "info@example.org");
        assertThat(list().get(0).addresses().get(1).exceptions()).containsExactly("order-a*@example.org");
        assertThat(only(1).exceptions()).isEmpty();
    }

    @Test
    void mailboxesAndAliasesThatAreHiddenAndForeignDomainsAreTold() {
        for (String name : List.of("o_a", "oxa", "o_b", "o_c", "o_d", "o_e")) {
            t.run(() -> t.accounts.createMailbox("example.org", name, null));
        }
        t.run(() -> t.accounts.createAlias("example.org", "o_z", List.of("oxa@example.org")));
        deploy("a", "o_*@example.org");
        assertThat(only(0).hidden())
                .containsExactly(
                        "o_a@example.org", "o_b@example.org", "o_c@example.org", "o_d@example.org", "o_e@example.org");
        assertThat(only(0).isMore()).isTrue();
        deploy("b", "o_z@example.org");
        assertThat(only(1).hidden()).containsExactly("o_z@example.org");
        assertThat(only(1).isMore()).isFalse();
        deploy("c", "orders@exmaple.org");
        assertThat(only(2).isForeign()).isTrue();
        assertThat(only(1).isForeign()).isFalse();
    }
}
