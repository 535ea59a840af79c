package servers.realm;

import java.lang.reflect.InvocationTargetException;

/** The users of an application server, by the class that the server has for it: no standard one asks without a request by HTTP. */
enum ServerRealm implements RealmStore.Realm {
    /** The user registry of {@code server.xml}. */
    LIBERTY("com.ibm.wsspi.security.registry.RegistryHelper") {
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
    GLASSFISH("com.sun.enterprise.security.auth.realm.file.FileRealm") {
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
    };

    final String type;

    ServerRealm(String type) {
        this.type = type;
    }

    /** @throws IllegalStateException if it is none of those that are known */
    static ServerRealm ofThisServer() {
        for (ServerRealm realm : values()) {
            if (realm.isHere()) {
                return realm;
            }
        }
        throw new IllegalStateException("the server must be Open Liberty, Payara Server or GlassFish, "
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

    /** A wrong password is an exception of the server's own on some of them. */
    private static boolean isRefusal(Throwable trouble) {
        return trouble.getClass().getName().endsWith(".PasswordCheckFailedException");
    }
}
