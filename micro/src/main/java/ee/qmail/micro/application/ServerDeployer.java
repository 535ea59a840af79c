package ee.qmail.micro.application;

import fish.payara.micro.PayaraMicroRuntime;
import java.nio.file.Path;
import java.util.Collection;

/**
 * Payara Micro. Its own redeployment takes the old version out before it looks at the new one, so that there is nothing to be gained from it;
 * {@link Deployment} puts the old one back.
 *
 * @param log told where no reason is known
 */
public record ServerDeployer(PayaraMicroRuntime runtime, Path log) implements Deployer {
    @Override
    public boolean isDeployed(String name) {
        Collection<String> names = runtime.getDeployedApplicationNames();
        return names != null && names.contains(name);
    }

    @Override
    public void deploy(String name, Path archive) throws DeploymentException {
        try (DeploymentTrouble trouble = DeploymentTrouble.ofThisThread()) {
            // the answer is true even when the deployment failed
            runtime.deploy(name, "/" + name, archive.toFile());
            if (!isDeployed(name)) {
                throw new DeploymentException(trouble.reason().orElse(log + " says why"));
            }
        }
    }

    @Override
    public void undeploy(String name) throws DeploymentException {
        try (DeploymentTrouble trouble = DeploymentTrouble.ofThisThread()) {
            runtime.undeploy(name);
            if (isDeployed(name)) {
                throw new DeploymentException("the version that runs cannot be undeployed: "
                        + trouble.reason().orElse(log + " says why"));
            }
        }
    }
}
