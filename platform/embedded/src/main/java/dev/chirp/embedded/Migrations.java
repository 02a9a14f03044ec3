package dev.chirp.embedded;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.exception.FlywayValidateException;

/** Brings a database to the newest version of {@code contracts} and gives the roles their passwords. */
public final class Migrations {
    private Migrations() {}

    /** Runs on the platform's own database; safe to repeat. Returns how many migrations were applied. */
    public static int run(Postgres server, Secrets secrets) {
        return run(server.administrator(Postgres.DATABASE), secrets);
    }

    /** Runs on any database whose user may create roles. */
    public static int run(DataSource administrator, Secrets secrets) {
        QuietLogs.apply();
        int applied = migrate(administrator);
        try (Connection connection = administrator.getConnection()) {
            connection.setAutoCommit(false);
            for (DatabaseRole role : DatabaseRole.values()) {
                RolePasswords.set(connection, role.roleName(), secrets.passwordOf(role));
            }
            connection.commit();
        } catch (SQLException e) {
            throw new ServerStartException("The database roles could not be given their passwords.", e);
        }
        return applied;
    }

    private static int migrate(DataSource administrator) {
        try {
            return Flyway.configure()
                    .dataSource(administrator)
                    .locations("classpath:db/migration")
                    .load()
                    .migrate()
                    .migrationsExecuted;
        } catch (FlywayValidateException e) {
            throw new ServerStartException(
                    "The database was made by another version of the platform and cannot be migrated; move the data"
                            + " folder away to start with an empty one.",
                    e);
        }
    }
}
