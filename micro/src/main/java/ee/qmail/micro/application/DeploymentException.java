package ee.qmail.micro.application;

/** The server refuses an application; the message is one sentence that says why. */
final class DeploymentException extends Exception {
    private static final long serialVersionUID = 1L;

    DeploymentException(String message) {
        super(message);
    }
}
