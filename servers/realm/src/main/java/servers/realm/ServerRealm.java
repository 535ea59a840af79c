package servers.realm;

import java.lang.reflect.InvocationTargetException;

/** The users of an application server, by the class that the server has for it: no standard one asks without a request by HTTP. */
enum ServerRealm implements RealmStore.Realm {
    /** The user registry of {@code server.xml}. */
    LIBERTY(
            "com.ibm.wsspi.security.registry.RegistryHelper",
            "com.ibm.websphere.security.PasswordCheckFailedException") {
        @Override
        boolean ask(String user, char[] password) throws ReflectiveOperationException {
            Object registry =
                    named(type).getMethod("getUserRegistry", String.class).invoke(null, (Object) null);
            return named("com.ibm.websphere.security.UserRegistry")
                            .getMethod("checkPassword", String.class, String.class)
                            .invoke(registry, user, new String(password))
                    != null;
        }
    },
    /** Payara Server and GlassFish: the realm {@code file}, which {@code asadmin create-file-user} fills. */
    GLASSFISH("com.sun.enterprise.security.auth.realm.file.FileRealm", "none: it returns null") {
        @Override
        boolean ask(String user, char[] password) throws ReflectiveOperationException {
            Object realm = named("com.sun.enterprise.security.auth.realm.Realm")
                    .getMethod("getInstance", String.class)
                    .invoke(null, "file");
            return named(type)
                            .getMethod("authenticate", String.class, char[].class)
                            .invoke(realm, user, password)
                    != null;
        }
    },
    /** WildFly: the security domain {@code ApplicationDomain}, which {@code bin/add-user.sh -a} fills if nobody has changed it. */
    WILDFLY("org.wildfly.security.auth.server.SecurityDomain", "java.lang.SecurityException") {
        @Override
        boolean ask(String user, char[] password) throws ReflectiveOperationException {
            Object guess = named("org.wildfly.security.evidence.PasswordGuessEvidence")
                    .getConstructor(char[].class)
                    .newInstance(password);
            return named(type)
                            .getMethod("authenticate", String.class, named("org.wildfly.security.evidence.Evidence"))
                            .invoke(domain(), user, guess)
                    != null;
        }

        /** Looked up each time: it is another one when the server's configuration was loaded anew. */
        private Object domain() throws ReflectiveOperationException {
            Class<?> name = named("org.jboss.msc.service.ServiceName");
            Object services = named("org.jboss.as.server.CurrentServiceContainer")
                    .getMethod("getServiceContainer")
                    .invoke(null);
            Object service = named("org.jboss.msc.service.ServiceRegistry")
                    .getMethod("getRequiredService", name)
                    .invoke(services, name.getMethod("parse", String.class).invoke(null, DOMAIN));
            return named("org.jboss.msc.service.ServiceController")
                    .getMethod("getValue")
                    .invoke(service);
        }
    };

    private static final String DOMAIN = "org.wildfly.security.security-domain.ApplicationDomain";

    final String type;
    private final String refusal;

    /**
     * Names of classes.
     *
     * @param type is there on this server alone
     * @param refusal what a wrong password or an unknown name throws; all else, what is derived from it too, is trouble
     */
    ServerRealm(String type, String refusal) {
        this.type = type;
        this.refusal = refusal;
    }

    /** @throws IllegalStateException if it is none of those that are known */
    static ServerRealm ofThisServer() {
        for (ServerRealm realm : values()) {
            if (realm.isHere()) {
                return realm;
            }
        }
        throw new IllegalStateException("the server must be Open Liberty, Payara Server, GlassFish or WildFly, "
                + "and show the classes of its security to this library");
    }

    private boolean isHere() {
        try {
            named(type);
            return true;
        } catch (ClassNotFoundException e) {
            return false; // another server
        }
    }

    private static Class<?> named(String type) throws ClassNotFoundException {
        return Class.forName(type, false, ServerRealm.class.getClassLoader());
    }

    abstract boolean ask(String user, char[] password) throws ReflectiveOperationException;

    @Override
    public boolean isRight(String user, char[] password) throws ReflectiveOperationException {
        try {
            return ask(user, password);
        } catch (InvocationTargetException e) {
            if (isRefusal(e.getCause())) {
                return false;
            }
            throw e;
        }
    }

    boolean isRefusal(Throwable trouble) {
        return trouble.getClass().getName().equals(refusal);
    }
}
