package ee.qmail.micro.application;

import java.nio.file.Path;

/** The application server, as far as applications need it. Safe for use by several threads, for different applications. */
interface Deployer {
    /** Tells whether a version of the application is in the server. */
    boolean isDeployed(String name);

    /**
     * Deploys it at the context root of its name. May take as long as the application likes.
     *
     * @param name of an application that is not deployed
     */
    void deploy(String name, Path archive) throws DeploymentException;

    void undeploy(String name) throws DeploymentException;
}
