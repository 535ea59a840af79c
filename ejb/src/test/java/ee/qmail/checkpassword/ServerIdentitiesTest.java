package ee.qmail.checkpassword;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.security.enterprise.credential.Credential;
import jakarta.security.enterprise.identitystore.CredentialValidationResult;
import jakarta.security.enterprise.identitystore.IdentityStore;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.lang.reflect.Type;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wildfly.security.OpenIdIdentityStore;
import servers.stores.Stores;

/** Which stores are found (AUTH-19); CheckPasswordTest has what is done with them. */
class ServerIdentitiesTest {
    @TempDir
    Path library;

    @Test
    void auth19AStoreIsABeanOrAService() throws IOException {
        Stores.One bean = new Stores.One();

        assertThat(ServerIdentities.others(beans(bean, Stores.One.class), services(Stores.Two.class)))
                .hasExactlyElementsOfTypes(Stores.One.class, Stores.Two.class);
        assertThat(ServerIdentities.others(beans(), services())).isEmpty();
    }

    /** A wrong password would count twice in the directory that it asks. */
    @Test
    void auth19AStoreThatIsABeanAndAServiceIsAskedOnce() throws IOException {
        Stores.One bean = new Stores.One();

        assertThat(ServerIdentities.others(beans(bean, Stores.One.class), services(Stores.One.class)))
                .containsExactly(bean);
        assertThat(ServerIdentities.others(beans(bean, Stores.class, Stores.One.class), services(Stores.One.class)))
                .as("made by a producer of another class")
                .containsExactly(bean);
    }

    /** The passwords of administrators open no mailboxes. */
    @Test
    void auth19NoStoreOfThisServerIsAsked() throws IOException {
        assertThat(ServerIdentities.others(beans(new Ours(), Ours.class), services(Ours.class)))
                .isEmpty();
    }

    @Test
    void auth5AStoreThatCannotBeMadeIsNoWrongPassword() throws IOException {
        ClassLoader loader = services(Stores.Broken.class);
        Instance<IdentityStore> beans = beans();
        ServerIdentities server = new ServerIdentities(() -> true, () -> ServerIdentities.others(beans, loader));

        assertThatThrownBy(() -> server.check("ana", "right"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("an identity store of the server cannot be made");
    }

    /** It says of each password that it cannot tell, and a wrong one would be put off for ever. WildFly and Payara Server give such a one to each application. */
    @Test
    void auth5AStoreForNoPasswordsIsNotAsked() throws IOException {
        Instance<IdentityStore> beans = beans(new OpenIdIdentityStore(), OpenIdIdentityStore.class);
        ClassLoader loader = services(Stores.Other.class, Stores.Two.class);

        assertThat(ServerIdentities.others(beans, loader)).hasExactlyElementsOfTypes(Stores.Two.class);
        assertThat(new ServerIdentities(() -> true, () -> ServerIdentities.others(beans, loader)).check("ana", "wrong"))
                .isEmpty();
    }

    /** By a name of this server's classes. */
    public static final class Ours implements IdentityStore {
        @Override
        public CredentialValidationResult validate(Credential credential) {
            return CredentialValidationResult.INVALID_RESULT;
        }
    }

    private ClassLoader services(Class<?>... stores) throws IOException {
        Path file = library.resolve("META-INF/services/" + IdentityStore.class.getName());
        Files.createDirectories(file.getParent());
        Files.write(file, Stream.of(stores).map(Class::getName).toList());
        return new URLClassLoader(new URL[] {url(library)}, getClass().getClassLoader());
    }

    private static URL url(Path directory) throws MalformedURLException {
        return directory.toUri().toURL();
    }

    private static Instance<IdentityStore> beans() {
        return instance(Map.of());
    }

    private static Instance<IdentityStore> beans(IdentityStore store, Class<?> bean, Type... types) {
        Map<String, Object> told = Map.of("getBeanClass", bean, "getTypes", Set.of(types));
        return instance(Map.of("getBean", answering(Bean.class, told), "get", store));
    }

    @SuppressWarnings("unchecked")
    private static Instance<IdentityStore> instance(Map<String, Object> handle) {
        return (Instance<IdentityStore>) Proxy.newProxyInstance(
                Instance.class.getClassLoader(),
                new Class<?>[] {Instance.class},
                (proxy, method, arguments) ->
                        handle.isEmpty() ? Stream.of() : Stream.of(answering(Instance.Handle.class, handle)));
    }

    /** The same at each call. */
    private static <T> T answering(Class<T> type, Map<String, Object> answers) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> answers.get(method.getName())));
    }
}
