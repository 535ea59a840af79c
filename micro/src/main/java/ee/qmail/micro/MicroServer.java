package ee.qmail.micro;

import ee.qmail.home.AtomicFile;
import ee.qmail.home.Env;
import ee.qmail.home.HttpAddress;
import ee.qmail.home.QmailHome;
import ee.qmail.home.StartFailure;
import ee.qmail.micro.application.ApplicationWatch;
import ee.qmail.micro.application.ServerDeployer;
import ee.qmail.micro.settings.BrokerUrl;
import ee.qmail.micro.settings.DatabaseUrl;
import fish.payara.micro.BootstrapException;
import fish.payara.micro.PayaraMicroRuntime;
import fish.payara.micro.boot.AdminCommandRunner;
import fish.payara.micro.boot.PayaraMicroBoot;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/** Payara Micro with the two adapters and the application in it, in the one order that works. */
final class MicroServer {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(10);

    private final QmailHome home;
    private final Consumer<String> stage;
    private final WorkDirectory work;
    private Path root;
    private Installation installation;
    private IndexedClassLoader classes;
    private AdminCommandRunner commands;
    /** The shutdown hook reads it too. */
    private volatile ApplicationWatch applications;

    MicroServer(QmailHome home, Consumer<String> stage) {
        this.home = home;
        this.stage = stage;
        this.work = new WorkDirectory(home);
    }

    void start() throws StartException {
        try {
            stage.accept("application server");
            prepare();
            PayaraMicroRuntime runtime = boot();
            HttpFront front = new HttpFront(classes, home);
            front.install();
            ServerResources resources = new ServerResources(home, classes, commands);
            resources.createDataSource();
            stage.accept("queue");
            deploy(runtime, "broker", installation.archive("broker.rar"));
            resources.nameDefaultJmsAdapter();
            resources.createConnectionFactory();
            resources.nameDefaultConnectionFactory();
            stage.accept("SMTP and POP3");
            deploy(runtime, "qmail", installation.archive("qmail.rar"));
            resources.createMailResources();
            stage.accept("beans and console");
            deploy(runtime, "qmail-ee", installation.archive("qmail.war"));
            watchApplications(runtime);
            front.open();
            AtomicFile.write(home.address(), HttpAddress.bySettings() + "\n");
        } catch (BootstrapException | IOException e) {
            throw new StartException(e.getMessage() + "; " + ServerLog.file(home) + " has the details", e);
        }
    }

    private void prepare() throws IOException, StartException {
        root = work.prepare();
        Files.createDirectories(home.log());
        installation = Installation.in(home.run());
        classes = installation.serverClasses();
        Optional<String> fault = BrokerUrl.parametersFault(installation.archive("broker.rar"), classes);
        if (fault.isPresent()) {
            throw new StartException(fault.get());
        }
        BrokerUrl.silence().ifPresent(stage);
        if (Env.QMAIL_DB_URL.value().isEmpty()) {
            EmbeddedDatabase database = new EmbeddedDatabase(home);
            database.requireContent();
            if (!Env.QMAIL_DB_USER.value().isEmpty()
                    || !Env.QMAIL_DB_PASSWORD.value().isEmpty()) {
                database.requireLogin(classes, DatabaseUrl.user(), DatabaseUrl.password());
            }
            database.compact(classes, DatabaseUrl.user(), DatabaseUrl.password(), stage);
        }
    }

    private PayaraMicroRuntime boot() throws BootstrapException, IOException {
        PayaraMicroBoot micro = bootClass();
        micro.setRootDir(root.toFile());
        micro.setHttpPort(Env.QMAIL_HTTP_PORT.port());
        micro.setPrintLogo(false);
        micro.setNoCluster(true);
        micro.setNoHazelcast(true);
        micro.setLogPropertiesFile(ServerLog.configure(home, work.path()).toFile());
        micro.setPreBootHandler(MicroServer::configure);
        micro.setPostBootHandler(runner -> commands = runner);
        return micro.bootStrap();
    }

    /** Does the same as {@code PayaraMicro.getInstance()}, with a class loader of our own. */
    private PayaraMicroBoot bootClass() throws BootstrapException, IOException {
        Thread.currentThread().setContextClassLoader(classes);
        // without these the server does not find half of its own services
        System.setProperty("fish.payara.micro.tmpdir", installation.directory().toString());
        System.setProperty(
                "fish.payara.micro.UnpackDir", installation.directory().toString());
        try {
            return (PayaraMicroBoot) classes.loadClass("fish.payara.micro.impl.PayaraMicroImpl")
                    .getMethod("getInstance")
                    .invoke(null);
        } catch (ReflectiveOperationException e) {
            throw new BootstrapException("this is not a complete qmail-micro.jar: build it again", e);
        }
    }

    private static void configure(AdminCommandRunner runner) {
        String config = "configs.config.server-config.";
        String listener = config + "network-config.network-listeners.network-listener.";
        // on its own the server listens on all addresses
        runner.run("set", listener + HttpFront.LISTENER + ".address=" + Env.QMAIL_HTTP_BIND.value());
        // on its own the server opens a port for a cluster that is not there
        runner.run("set", config + "hazelcast-config-specific-configuration.enabled=false");
        bound(runner, config, HttpFront.LISTENER);
        if (!Env.QMAIL_HTTPS_PORT.isClosed()) {
            bound(runner, config, HttpFront.SECURE_LISTENER);
            runner.run("set", listener + HttpFront.SECURE_LISTENER + ".address=" + HttpAddress.secureBind());
            runner.run("set", listener + HttpFront.SECURE_LISTENER + ".port=" + Env.QMAIL_HTTPS_PORT.port());
            runner.run("set", listener + HttpFront.SECURE_LISTENER + ".enabled=true");
        }
        // /health is the application's
        runner.run("set-microprofile-healthcheck-configuration", "--enabled=false");
        // nobody asks for these, and they look through the whole application at each start
        runner.run("set-openapi-configuration", "--enabled=false");
        // not by its own command, which throws before the server has started
        runner.run("set", config + "microprofile-metrics-configuration.enabled=false");
    }

    private static void bound(AdminCommandRunner runner, String config, String protocol) {
        String http = config + "network-config.protocols.protocol." + protocol + ".http.";
        // a connection that became one of HTTP/2 would pass by what bounds those of HTTP/1; so would these two
        runner.run("set", http + "http2-enabled=false");
        runner.run("set", http + "comet-support-enabled=false");
        runner.run("set", http + "websockets-support-enabled=false");
        runner.run("set", http + "server-header=false");
    }

    /** One that cannot be deployed is no reason not to serve mail. */
    private void watchApplications(PayaraMicroRuntime runtime) throws IOException {
        applications = new ApplicationWatch(home, new ServerDeployer(runtime, ServerLog.file(home)), stage);
        applications.start();
    }

    private void deploy(PayaraMicroRuntime runtime, String name, Path archive) throws StartException {
        // the answer is true even when the deployment failed
        runtime.deploy(name, "/", archive.toFile());
        if (!runtime.getDeployedApplicationNames().contains(name)) {
            String reason = StartFailure.cause()
                    .or(this::databaseTrouble)
                    .map(told -> ": " + told)
                    .orElse("");
            throw new StartException(
                    archive.getFileName() + " was not deployed" + reason + "; " + ServerLog.file(home) + " says why");
        }
    }

    /** The application server looks at the database before it asks the application, and tells the log alone. */
    private Optional<String> databaseTrouble() {
        if (Env.QMAIL_DB_URL.value().isEmpty()) {
            return new EmbeddedDatabase(home).trouble(classes, DatabaseUrl.user(), DatabaseUrl.password());
        }
        return new DatabaseUrl(Env.QMAIL_DB_URL.value())
                .trouble(classes, DatabaseUrl.user(), DatabaseUrl.password())
                .map(why -> "the database at QMAIL_DB_URL cannot be opened: " + why);
    }

    /**
     * For a shutdown hook: ends once the server has stopped itself, which it does not while an application is being deployed.
     *
     * @return whether the server has stopped
     */
    boolean stop() throws IOException {
        boolean bounded = false;
        if (applications != null) {
            try {
                applications.close();
            } catch (IOException e) {
                stage.accept("files of this run could not be removed, which the next start does: " + e);
            }
            bounded = applications.isBusy();
        }
        Files.deleteIfExists(home.address());
        if (commands != null && !WorkDirectory.awaitServersHook(bounded ? STOP_PATIENCE : Duration.ZERO)) {
            return false;
        }
        work.remove();
        return true;
    }

    /** Ready is what the health check says, not what the deployment says. */
    void awaitReady() throws StartException {
        URI uri = URI.create(HttpAddress.bySettings() + "/health/ready");
        HttpClient client =
                HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
        Instant end = Instant.now().plus(PATIENCE);
        String answer = "no answer";
        while (Instant.now().isBefore(end)) {
            try {
                HttpResponse<String> response =
                        client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
                if (response.statusCode() == 200) {
                    return;
                }
                answer = response.statusCode() + " " + response.body();
                Thread.sleep(100);
            } catch (IOException e) {
                answer = e.toString();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new StartException("interrupted", e);
            }
        }
        throw new StartException("not ready after " + PATIENCE.toMinutes() + " minutes: " + uri + " says " + answer);
    }
}
