package ee.qmail.start;

import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import javax.sql.DataSource;

/** The data source for all beans. Not an EJB, for which WildFly looks this name up in an environment of its own. */
@ApplicationScoped
public class Database {
    @Resource(lookup = "jdbc/qmail")
    private DataSource dataSource;

    @Produces
    DataSource dataSource() {
        return dataSource;
    }
}
