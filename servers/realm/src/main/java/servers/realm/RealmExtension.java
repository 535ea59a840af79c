package servers.realm;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.AfterBeanDiscovery;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.security.enterprise.identitystore.IdentityStore;

/** Adds the server's own users to an application's identity stores. A library of the server is no archive of beans on each of them, but each looks for extensions there. */
public class RealmExtension implements Extension {
    void add(@Observes AfterBeanDiscovery event) {
        event.addBean()
                .beanClass(RealmStore.class)
                .types(IdentityStore.class)
                .scope(ApplicationScoped.class)
                .createWith(context -> new RealmStore(ServerRealm.ofThisServer()));
    }
}
