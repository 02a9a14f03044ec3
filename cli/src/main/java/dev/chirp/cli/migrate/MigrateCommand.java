package dev.chirp.cli.migrate;

import dev.chirp.cli.CommandFailure;
import dev.chirp.contracts.event.Lane;
import dev.chirp.database.DatabaseServers;
import dev.chirp.database.PrimaryDataSource;
import dev.chirp.embedded.DatabaseRole;
import dev.chirp.embedded.Migrations;
import dev.chirp.embedded.Secrets;
import dev.chirp.embedded.TopicCreator;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.flywaydb.core.api.FlywayException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code chirp migrate}: SQL, the passwords of the services' roles, and topics. Passwords are variables, never options, which
 * other users of a machine can see. Safe to repeat, and to run twice at the same time: the database lets one go first.
 */
@Command(
        name = "migrate",
        description = "Brings PostgreSQL and Kafka to what this version needs; safe to repeat.",
        footer = {
            "",
            "Variables: CHIRP_DB_HOST, CHIRP_DB_PORT, CHIRP_DB_NAME, CHIRP_KAFKA_BOOTSTRAP_SERVERS;",
            "CHIRP_DB_ADMINISTRATOR, CHIRP_DB_PASSWORD_ADMINISTRATOR: who may create roles and owns the database;",
            "CHIRP_DB_PASSWORD_API_GATEWAY and so on, CHIRP_DB_PASSWORD_MAINTENANCE: what the roles shall have."
        },
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
public final class MigrateCommand implements Callable<Integer> {
    private static final String HOST = "CHIRP_DB_HOST";
    private static final String PORT = "CHIRP_DB_PORT";
    private static final String NAME = "CHIRP_DB_NAME";
    private static final String ADMINISTRATOR = "CHIRP_DB_ADMINISTRATOR";
    private static final String PASSWORD = "CHIRP_DB_PASSWORD_ADMINISTRATOR";
    private static final String KAFKA = "CHIRP_KAFKA_BOOTSTRAP_SERVERS";

    private final Map<String, String> environment;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--partitions",
            paramLabel = "N",
            defaultValue = "128",
            description = "Of each topic that is missing; a divisor of 128.")
    private int partitions;

    @Option(
            names = "--copies",
            paramLabel = "N",
            defaultValue = "3",
            description = "Of each topic that is missing, each on a broker of its own.")
    private int copies;

    public MigrateCommand() {
        this(System.getenv());
    }

    MigrateCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    /** Every variable that it reads; none has a default. */
    public static List<String> variables() {
        return Stream.concat(
                        Stream.of(HOST, PORT, NAME, ADMINISTRATOR, PASSWORD, KAFKA),
                        Arrays.stream(DatabaseRole.values()).map(DatabaseRole::passwordKey))
                .toList();
    }

    @Override
    public Integer call() {
        if (partitions < 1 || Lane.COUNT % partitions != 0 || copies < 1) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--partitions %d --copies %d (expected: a divisor of %d; at least 1)"
                            .formatted(partitions, copies, Lane.COUNT));
        }
        variables().forEach(this::variable);
        int migrations = migrate();
        int topics = TopicCreator.run(variable(KAFKA), partitions, copies);
        spec.commandLine().getOut().printf("%d migrations applied, %d topics created%n", migrations, topics);
        spec.commandLine().getOut().flush();
        return 0;
    }

    private int migrate() {
        try {
            return Migrations.run(administrator(), Secrets.of(environment));
        } catch (FlywayException e) {
            throw new CommandFailure(
                    "The database %s at %s cannot be migrated: %s"
                            .formatted(variable(NAME), variable(HOST), e.getMessage()),
                    e);
        }
    }

    private DataSource administrator() {
        return new PrimaryDataSource(
                servers(), Map.of("user", variable(ADMINISTRATOR), "password", variable(PASSWORD)));
    }

    private DatabaseServers servers() {
        try {
            return DatabaseServers.in(environment);
        } catch (NumberFormatException e) {
            throw new CommandFailure(PORT + " is no number: " + variable(PORT), e);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(HOST + ": " + e.getMessage(), e);
        }
    }

    private String variable(String name) {
        String value = environment.getOrDefault(name, "");
        if (value.isBlank()) {
            throw new CommandFailure(name + " is missing or empty.");
        }
        return value;
    }
}
