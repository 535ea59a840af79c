package ee.qmail.micro.application;

import java.nio.file.Path;
import java.util.List;

/** The application server, as far as applications need it. Safe for use by several threads, for different applications. */
interface Deployer {
    /** Tells whether a version of the application is in the server. */
    boolean isDeployed(String name);

    /**
     * Deploys it at the context root of its name. May take as long as the application likes.
     *
     * @param name of an application that is not deployed
     * @return what this server has to remark on it, such as a property that means nothing; one line each
     */
    List<String> deploy(String name, Path archive) throws DeploymentException;

    void undeploy(String name) throws DeploymentException;
}
