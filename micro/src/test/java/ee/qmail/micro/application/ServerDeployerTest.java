package ee.qmail.micro.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fish.payara.micro.PayaraMicroRuntime;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/** Against a server that says that all is well, as Payara does, and takes what it likes. */
class ServerDeployerTest {
    private static final Path ARCHIVE = Path.of("shop.war");

    private final List<String> asked = new ArrayList<>();
    private final Set<String> deployed = new TreeSet<>(Set.of("qmail"));
    private final ServerDeployer deployer = new ServerDeployer(
            (PayaraMicroRuntime) Proxy.newProxyInstance(
                    PayaraMicroRuntime.class.getClassLoader(),
                    new Class<?>[] {PayaraMicroRuntime.class},
                    (proxy, method, arguments) -> answer(method.getName(), arguments)),
            Path.of("server.0.log"));
    private RuntimeException trouble;

    private Object answer(String method, Object... arguments) {
        if (method.equals("getDeployedApplicationNames")) {
            return deployed;
        }
        asked.add(method + " " + arguments[0] + (arguments.length > 1 ? " at " + arguments[1] : ""));
        if (trouble != null) {
            Logger.getLogger("shop.server").log(Level.SEVERE, "it fails", trouble);
        } else if (method.equals("deploy")) {
            deployed.add(arguments[0].toString());
        } else {
            deployed.remove(arguments[0].toString());
        }
        return true;
    }

    @Test
    void theReasonOfAFailureIsTheServersLog() {
        trouble = new IllegalStateException("no route to the shop");
        assertThatThrownBy(() -> deployer.deploy("shop", ARCHIVE))
                .isInstanceOf(DeploymentException.class)
                .hasMessage("IllegalStateException: no route to the shop");
    }

    @Test
    void afterAFailureTheServerIsGivenAnotherName() throws DeploymentException {
        deployer.deploy("shop", ARCHIVE);
        deployer.undeploy("shop");
        trouble = new IllegalStateException("no route to the shop");
        assertThatThrownBy(() -> deployer.deploy("shop", ARCHIVE)).isInstanceOf(DeploymentException.class);
        trouble = null;
        deployer.deploy("shop", ARCHIVE);
        assertThat(deployer.isDeployed("shop")).isTrue();
        deployer.deploy("store", ARCHIVE);
        deployer.undeploy("shop");
        assertThat(deployer.isDeployed("shop")).isFalse();
        assertThat(asked)
                .containsExactly(
                        "deploy shop at /shop",
                        "undeploy shop",
                        "deploy shop at /shop",
                        "deploy _1_shop at /shop",
                        "deploy store at /store",
                        "undeploy _1_shop");
    }

    @Test
    void whatCannotBeTakenOutIsSaidSo() throws DeploymentException {
        deployer.deploy("shop", ARCHIVE);
        trouble = new IllegalStateException("a bean is busy");
        assertThatThrownBy(() -> deployer.undeploy("shop"))
                .hasMessage("the version that runs cannot be undeployed: IllegalStateException: a bean is busy");
        assertThat(deployer.isDeployed("shop")).isTrue();
    }
}
