package ee.qmail.checkpassword;

import ee.qmail.control.ControlFiles;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.security.enterprise.credential.UsernamePasswordCredential;
import jakarta.security.enterprise.identitystore.CredentialValidationResult;
import jakarta.security.enterprise.identitystore.CredentialValidationResult.Status;
import jakarta.security.enterprise.identitystore.IdentityStore;
import jakarta.security.enterprise.identitystore.IdentityStore.ValidationType;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The identity stores of Jakarta Security that an administrator has put beside this server, for LDAP or a database perhaps: with {@code
 * server} in {@code control/identitystore} they tell whether a password is right, and the ones that are kept here count for nothing (AUTH-19). They
 * are asked one by one and not by the container's {@code IdentityStoreHandler}, which has the store of administrators too: their
 * passwords must not open mailboxes. A store is a bean, or a service ({@code META-INF/services}) of a library that the class loader of these beans sees, which
 * need not be an archive of beans.
 *
 * <p>Safe for use by several threads.
 */
@ApplicationScoped
public class ServerIdentities {
    private static final Logger LOG = Logger.getLogger(ServerIdentities.class.getName());
    private static final String OURS = "ee.qmail.";

    /**
     * That of the server itself for OpenID Connect, which WildFly and Payara Server give to each application. It has a method for any credential, and says of each password that
     * it cannot tell: a wrong one would be put off for ever.
     */
    private static final Pattern OPEN_ID =
            Pattern.compile("(org\\.glassfish|org\\.wildfly|fish\\.payara)\\.(.*\\.)?OpenIdIdentityStore");

    private final BooleanSupplier used;
    private final Supplier<List<IdentityStore>> found;
    private volatile List<IdentityStore> stores;

    /** For the container's proxies. */
    protected ServerIdentities() {
        this(() -> false, List::of);
    }

    @Inject
    public ServerIdentities(ControlFiles files, @Any Instance<IdentityStore> all) {
        this(() -> files.current().isIdentityOfServer(), () -> others(all, ServerIdentities.class.getClassLoader()));
    }

    public ServerIdentities(BooleanSupplier used, Supplier<List<IdentityStore>> found) {
        this.used = used;
        this.found = found;
    }

    /**
     * Those that check passwords, each once.
     *
     * @throws IllegalStateException if a service cannot be made
     */
    static List<IdentityStore> others(Instance<IdentityStore> beans, ClassLoader loader) {
        List<? extends Instance.Handle<IdentityStore>> handles = beans.handlesStream()
                .filter(handle -> isForUs(handle.getBean().getBeanClass()))
                .toList();
        Set<Type> known = new HashSet<>();
        for (Instance.Handle<IdentityStore> handle : handles) {
            known.add(handle.getBean().getBeanClass());
            known.addAll(handle.getBean().getTypes()); // what a producer gives is of another class than the bean's
        }
        try {
            return Stream.<IdentityStore>concat(
                            handles.stream().map(Instance.Handle::get),
                            ServiceLoader.load(IdentityStore.class, loader).stream()
                                    .filter(service -> isForUs(service.type()) && !known.contains(service.type()))
                                    .map(ServiceLoader.Provider::get))
                    .toList();
        } catch (ServiceConfigurationError e) {
            throw new IllegalStateException("an identity store of the server cannot be made", e);
        }
    }

    /** @param type of a store, or of what makes one */
    private static boolean isForUs(Class<?> type) {
        return !type.getName().startsWith(OURS)
                && !OPEN_ID.matcher(type.getName()).matches()
                && (!IdentityStore.class.isAssignableFrom(type) || canValidatePasswords(type));
    }

    /** Tells whether a store has a method for a name and password, as {@link IdentityStore#validate} looks for it. */
    private static boolean canValidatePasswords(Class<?> store) {
        return Arrays.stream(store.getMethods())
                .anyMatch(method -> method.getName().equals("validate")
                        && method.getDeclaringClass() != IdentityStore.class
                        && method.getParameterCount() == 1
                        && method.getParameterTypes()[0].isAssignableFrom(UsernamePasswordCredential.class));
    }

    /** Tells whether they are asked. */
    public boolean areUsed() {
        return used.getAsBoolean();
    }

    /**
     * Checks a name and password. Takes as long as the stores do.
     *
     * @return the name of the user, as the first store that finds them right tells it; empty if none does
     * @throws IllegalStateException if that cannot be told: there is no store, or none says yes and one could not tell
     */
    Optional<String> check(String user, String password) {
        if (password.isEmpty()) {
            return Optional.empty(); // a store that asks an LDAP server would log in as nobody there, which succeeds
        }
        boolean untold = stores().isEmpty();
        for (IdentityStore store : stores()) {
            CredentialValidationResult result = ask(store, user, password);
            if (result.getStatus() == Status.VALID) {
                return Optional.of(result.getCallerPrincipal().getName());
            }
            untold |= result.getStatus() == Status.NOT_VALIDATED;
        }
        if (untold) {
            throw new IllegalStateException("no identity store of the server can tell whether the password is right");
        }
        return Optional.empty();
    }

    private static CredentialValidationResult ask(IdentityStore store, String user, String password) {
        try {
            return store.validate(new UsernamePasswordCredential(user, password));
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "an identity store of the server has failed", e);
            return CredentialValidationResult.NOT_VALIDATED_RESULT;
        }
    }

    private List<IdentityStore> stores() {
        if (stores == null) {
            stores = found.get().stream()
                    .filter(store -> store.validationTypes().contains(ValidationType.VALIDATE))
                    .sorted(Comparator.comparingInt(IdentityStore::priority))
                    .toList();
        }
        return stores;
    }
}
