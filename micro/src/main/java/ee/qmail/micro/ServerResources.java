package ee.qmail.micro;

import ee.qmail.control.Controls;
import ee.qmail.control.Setting;
import ee.qmail.home.Env;
import ee.qmail.home.QmailHome;
import ee.qmail.micro.settings.DatabaseUrl;
import fish.payara.micro.BootstrapException;
import fish.payara.micro.boot.AdminCommandRunner;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.util.Map;
import javax.naming.InitialContext;

/** What the application, and those beside it, find by name in the server. */
final class ServerResources {
    private static final String CONNECTION_FACTORY = "jms/qmail";

    private final QmailHome home;
    private final ClassLoader classes;
    private final AdminCommandRunner commands;

    ServerResources(QmailHome home, ClassLoader classes, AdminCommandRunner commands) {
        this.home = home;
        this.classes = classes;
        this.commands = commands;
    }

    void createDataSource() {
        DatabaseUrl url = new DatabaseUrl(nonEmpty(Env.QMAIL_DB_URL, new EmbeddedDatabase(home).url()));
        commands.run(
                "create-jdbc-connection-pool",
                "--restype",
                "javax.sql.DataSource",
                "--datasourceclassname",
                url.isPostgresql() ? "org.postgresql.ds.PGSimpleDataSource" : "org.h2.jdbcx.JdbcDataSource",
                "--steadypoolsize",
                "2",
                "--maxpoolsize",
                "64",
                "--isconnectvalidatereq",
                "true",
                "--validationmethod",
                "auto-commit",
                // one that is dead means that all are: they are not tried one after the other
                "--failconnection",
                "true",
                "--property",
                "url=" + kept("qmail.db.pool.url", url.bounded()) + ":user="
                        + kept("qmail.db.pool.user", DatabaseUrl.user()) + ":password="
                        + kept("qmail.db.pool.password", DatabaseUrl.password()),
                "qmail-db");
        commands.run("create-jdbc-resource", "--connectionpoolid", "qmail-db", "jdbc/qmail");
    }

    private static String nonEmpty(Env setting, String fallback) {
        return setting.value().isEmpty() ? fallback : setting.value();
    }

    /** Keeps a value in this process alone: the server writes its configuration to a file, which gets a reference. */
    private static String kept(String property, String value) {
        System.setProperty(property, value);
        return "${" + property + "}";
    }

    /** A bean that takes JMS messages is on the adapter of this name unless it names another: so no application has to. */
    void nameDefaultJmsAdapter() throws BootstrapException {
        try {
            Class<?> registryClass = classes.loadClass("com.sun.enterprise.connectors.ConnectorRegistry");
            Object registry = registryClass.getMethod("getInstance").invoke(null);
            Object broker = registryClass
                    .getMethod("getActiveResourceAdapter", String.class)
                    .invoke(registry, "broker");
            registryClass
                    .getMethod(
                            "addActiveResourceAdapter",
                            String.class,
                            classes.loadClass("com.sun.enterprise.connectors.ActiveResourceAdapter"))
                    .invoke(registry, "jmsra", broker);
        } catch (ReflectiveOperationException e) {
            throw new BootstrapException("this is not a complete qmail-micro.jar: build it again", e);
        }
    }

    /** For the application, and for those beside it. */
    void createConnectionFactory() {
        commands.run(
                "create-connector-connection-pool",
                "--raname",
                "broker",
                "--connectiondefinition",
                "jakarta.jms.ConnectionFactory",
                "--transactionsupport",
                "XATransaction",
                "--steadypoolsize",
                "0",
                "--maxpoolsize",
                "256",
                "--property",
                // the pool logs in, as nobody if it is not told who
                "UserName=" + kept("qmail.jms.pool.user", Env.QMAIL_JMS_USER.value()) + ":Password="
                        + kept("qmail.jms.pool.password", nonEmpty(Env.QMAIL_JMS_PASSWORD, "none")),
                "qmail-jms");
        commands.run("create-connector-resource", "--poolname", "qmail-jms", CONNECTION_FACTORY);
    }

    /**
     * {@code java:comp/DefaultJMSConnectionFactory}, which each application may expect to be there (Jakarta EE Platform 10, EE.5.20), and on
     * which an injected {@code JMSContext} is: the server has none without a JMS provider of its own.
     */
    void nameDefaultConnectionFactory() throws BootstrapException {
        try {
            Class<?> proxy = classes.loadClass("org.glassfish.api.naming.NamedNamingObjectProxy");
            Class<?> prefixes = classes.loadClass("org.glassfish.api.naming.NamespacePrefixes");
            Object finder = Proxy.newProxyInstance(
                    classes, new Class<?>[] {proxy}, (self, method, given) -> switch (method.getName()) {
                        case "handle" -> new InitialContext().lookup(CONNECTION_FACTORY);
                        case "hashCode" -> System.identityHashCode(self);
                        case "equals" -> self == given[0];
                        default -> CONNECTION_FACTORY;
                    });
            Object descriptor = classes.loadClass("org.glassfish.hk2.utilities.BuilderHelper")
                    .getMethod("createConstantDescriptor", Object.class, String.class, Type[].class)
                    .invoke(null, finder, null, new Type[] {proxy, prefixes});
            classes.loadClass("org.glassfish.hk2.utilities.DescriptorImpl")
                    .getMethod("addMetadata", String.class, String.class)
                    .invoke(descriptor, prefixes.getSimpleName(), "java:comp/DefaultJMSConnectionFactory");
            Object services = classes.loadClass("org.glassfish.internal.api.Globals")
                    .getMethod("getDefaultHabitat")
                    .invoke(null);
            classes.loadClass("org.glassfish.hk2.utilities.ServiceLocatorUtilities")
                    .getMethod(
                            "addOneDescriptor",
                            classes.loadClass("org.glassfish.hk2.api.ServiceLocator"),
                            classes.loadClass("org.glassfish.hk2.api.Descriptor"),
                            boolean.class)
                    .invoke(null, services, descriptor, false);
        } catch (ReflectiveOperationException e) {
            throw new BootstrapException("this is not a complete qmail-micro.jar: build it again", e);
        }
    }

    /** For applications beside this one. */
    void createMailResources() throws IOException {
        // it becomes part of each Message-ID
        String me = Controls.of(
                        Map.of(Setting.ME, Files.readString(home.control().resolve(Setting.ME.fileName()))))
                .me();
        commands.run(
                "create-connector-connection-pool",
                "--raname",
                "qmail",
                "--connectiondefinition",
                "ee.qmail.api.MailConnectionFactory",
                "--transactionsupport",
                "LocalTransaction",
                "--steadypoolsize",
                "0",
                "--maxpoolsize",
                "64",
                "qmail-connections");
        commands.run("create-connector-resource", "--poolname", "qmail-connections", "mail/connections");
        commands.run(
                "create-javamail-resource",
                "--mailhost",
                "localhost",
                "--mailuser",
                "qmail",
                "--fromaddress",
                "postmaster@" + me,
                "--transprotocol",
                "qmail",
                "--transprotocolclass",
                "ee.qmail.transport.QmailTransport",
                "--property",
                "mail-transport-protocol-rfc822=qmail",
                "mail/qmail");
    }
}
