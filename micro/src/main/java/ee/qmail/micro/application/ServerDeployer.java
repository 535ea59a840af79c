package ee.qmail.micro.application;

import fish.payara.micro.PayaraMicroRuntime;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Payara Micro. Its own redeployment takes the old version out before it looks at the new one, so that there is nothing to be gained from it;
 * {@link Deployment} puts the old one back.
 *
 * <p>After a deployment that failed, the server keeps the name space ({@code java:comp}) of its beans, and gives it to the next application of the
 * same name, whose persistence units are closed then. So that one has another name inside the server, until the process ends: it begins with
 * {@code _}, as no file's does. Its context root is the same.
 */
public final class ServerDeployer implements Deployer {
    private final PayaraMicroRuntime runtime;
    private final Path log;
    private final Map<String, Integer> failures = new ConcurrentHashMap<>();

    /** @param log told where no reason is known */
    public ServerDeployer(PayaraMicroRuntime runtime, Path log) {
        this.runtime = runtime;
        this.log = log;
    }

    private String nameInServer(String name) {
        int before = failures.getOrDefault(name, 0);
        return before == 0 ? name : "_" + before + "_" + name;
    }

    @Override
    public boolean isDeployed(String name) {
        Collection<String> names = runtime.getDeployedApplicationNames();
        return names != null && names.contains(nameInServer(name));
    }

    @Override
    public List<String> deploy(String name, Path archive) throws DeploymentException {
        boolean deployed = false;
        try (DeploymentTrouble trouble = DeploymentTrouble.ofThisThread()) {
            // the answer is true even when the deployment failed
            runtime.deploy(nameInServer(name), "/" + name, archive.toFile());
            deployed = isDeployed(name);
            if (!deployed) {
                throw new DeploymentException(trouble.reason().orElse(log + " says why"));
            }
            return trouble.remarks();
        } finally {
            if (!deployed) {
                failures.merge(name, 1, Integer::sum);
            }
        }
    }

    @Override
    public void undeploy(String name) throws DeploymentException {
        try (DeploymentTrouble trouble = DeploymentTrouble.ofThisThread()) {
            runtime.undeploy(nameInServer(name));
            if (isDeployed(name)) {
                throw new DeploymentException("the version that runs cannot be undeployed: "
                        + trouble.reason().orElse(log + " says why"));
            }
        }
    }
}
