package ee.qmail.micro.application;

import ee.qmail.application.ApplicationState.Phase;
import ee.qmail.home.Fingerprint;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The steps from a file to an application in the server. While one version is replaced by another, mail for its beans waits, or is answered
 * 451; of a version that the server refuses the one before is put back. Safe for use by several threads, for different applications.
 */
record Deployment(Deployer deployer, ArchiveCopies copies) {
    private static final Logger LOG = Logger.getLogger(Deployment.class.getName());
    private static final String BEFORE_RUNS = "; the version before runs on";

    /** @param reason one line for a failure; for a success what is remarked on it, one line each, perhaps none */
    record Outcome(Phase phase, String reason) {
        /** The file changed while it was being copied: it has to stand still once more. */
        static final Outcome CHANGED = new Outcome(Phase.WAITS, "");

        static final Outcome DEPLOYED = new Outcome(Phase.DEPLOYED, "");

        /** Of a success, for a line that tells of it. */
        String remarks() {
            return reason.isEmpty() ? "" : "; " + reason.replace("\n", "; ");
        }

        static Outcome deployed(List<String> remarks) {
            return remarks.isEmpty() ? DEPLOYED : new Outcome(Phase.DEPLOYED, String.join("\n", remarks));
        }

        static Outcome failed(String reason) {
            return new Outcome(Phase.FAILED, reason);
        }
    }

    /**
     * Deploys a file, in place of the version that is there. What is no whole archive changes nothing.
     *
     * @param version of the file that is meant
     */
    Outcome deploy(String name, Path file, String version) {
        try {
            Path copy = copies.take(file);
            if (!Fingerprint.of(file).equals(version)) {
                return Outcome.CHANGED;
            }
            ArchiveCheck.requireWhole(copy);
            if (deployer.isDeployed(name)) {
                deployer.undeploy(name);
            }
            return putIn(name, copy);
        } catch (IOException e) {
            return refuse(name, sentence(e));
        } catch (DeploymentException e) {
            return refuse(name, e.getMessage());
        }
    }

    /** The file is nothing that the server could be given: the version before stays, or is put back after a start. */
    Outcome refuse(String name, String reason) {
        try {
            return Outcome.failed(
                    reason + (deployer.isDeployed(name) ? BEFORE_RUNS : putBack(name, copies.last(name))));
        } catch (IOException e) {
            return Outcome.failed(reason);
        }
    }

    private static String sentence(IOException trouble) {
        return trouble.getClass() == IOException.class ? trouble.getMessage() : trouble.toString();
    }

    private Outcome putIn(String name, Path copy) throws IOException {
        String reason;
        try {
            List<String> remarks = deployer.deploy(name, copy);
            keep(name, copy);
            return Outcome.deployed(remarks);
        } catch (DeploymentException e) {
            reason = e.getMessage();
        } catch (RuntimeException | Error e) {
            LOG.log(Level.SEVERE, e, () -> "application " + name + " cannot be deployed");
            reason = DeploymentTrouble.text(e);
        }
        return Outcome.failed(reason + putBack(name, copies.before(copy)));
    }

    private void keep(String name, Path copy) {
        try {
            copies.keep(copy);
        } catch (IOException e) {
            LOG.log(Level.WARNING, e, () -> "no copy of application " + name + " is kept to be put back later");
        }
    }

    /** @return to be appended to the reason */
    private String putBack(String name, Optional<Path> before) {
        if (before.isEmpty()) {
            return "";
        }
        try {
            deployer.deploy(name, before.get());
            return BEFORE_RUNS;
        } catch (DeploymentException e) {
            return "; and the version before cannot be put back: " + e.getMessage();
        }
    }

    /** Takes it out of the server, if it is there. */
    Outcome undeploy(String name) {
        try {
            if (deployer.isDeployed(name)) {
                deployer.undeploy(name);
            }
            copies.forget(name);
            return Outcome.DEPLOYED;
        } catch (IOException e) {
            return Outcome.failed(sentence(e));
        } catch (DeploymentException e) {
            return Outcome.failed(e.getMessage());
        }
    }
}
