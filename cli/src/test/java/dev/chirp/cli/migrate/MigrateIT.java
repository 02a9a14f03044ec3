package dev.chirp.cli.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chirp.contracts.event.Topics;
import dev.chirp.embedded.DatabaseRole;
import dev.chirp.embedded.KafkaServer;
import dev.chirp.embedded.KafkaSettings;
import dev.chirp.embedded.PostgresServer;
import dev.chirp.embedded.PostgresSettings;
import dev.chirp.embedded.Secrets;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Empty servers, as a cluster's operators hand them over: no superuser, no topic. */
class MigrateIT {
    @TempDir
    private static Path folder;

    private static PostgresServer postgres;
    private static KafkaServer kafka;

    @BeforeAll
    static void start() throws SQLException {
        Secrets ofTheServer = Secrets.in(folder.resolve("secrets.env"));
        postgres = PostgresServer.start(new PostgresSettings(folder.resolve("postgres"), 0, false, ofTheServer));
        kafka = KafkaServer.start(new KafkaSettings(folder.resolve("kafka"), 0));
        try (Connection superuser = postgres.administrator("postgres").getConnection();
                Statement statement = superuser.createStatement()) {
            statement.execute("CREATE ROLE deployer LOGIN CREATEROLE PASSWORD 'deployer'");
            statement.execute("CREATE DATABASE birds OWNER deployer");
        }
    }

    @AfterAll
    static void stop() {
        kafka.close();
        postgres.close();
    }

    @Test
    void preparesEmptyServersForTheServicesAndMayBeRepeated() throws Exception {
        // When
        Outcome first = migrate(environment(), "--partitions", "32", "--copies", "1");
        Outcome again = migrate(environment(), "--partitions", "32", "--copies", "1");

        // Then
        assertThat(first.code()).as(first.text()).isZero();
        assertThat(first.text()).contains(Topics.all().size() + " topics created");
        assertThat(again.text()).isEqualTo("0 migrations applied, 0 topics created" + System.lineSeparator());
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            assertThat(admin.describeTopics(Topics.all()).allTopicNames().get().values())
                    .hasSize(Topics.all().size())
                    .allSatisfy(topic -> assertThat(topic.partitions()).hasSize(32));
        }
        for (DatabaseRole role : DatabaseRole.values()) {
            try (Connection connection = DriverManager.getConnection(
                    postgres.jdbcUrl("birds"), role.roleName(), "password of " + role.service())) {
                assertThat(connection.isValid(5)).isTrue();
            }
        }
    }

    @Test
    void namesTheVariableThatIsMissingAndChangesNothing() {
        for (String variable : MigrateCommand.variables()) {
            // Given
            Map<String, String> environment = environment();
            environment.remove(variable);

            // When
            Outcome outcome = migrate(environment);

            // Then
            assertThat(outcome.code()).isEqualTo(1);
            assertThat(outcome.text()).contains(variable + " is missing or empty.");
        }
    }

    @Test
    void refusesPartitionsThatLanesCannotShare() {
        assertThat(migrate(environment(), "--partitions", "48").code()).isEqualTo(2);
    }

    @Test
    void saysThatTheDatabaseCannotBeReached() {
        // Given
        Map<String, String> environment = environment();
        environment.put("CHIRP_DB_PASSWORD_ADMINISTRATOR", "wrong");

        // When
        Outcome outcome = migrate(environment);

        // Then
        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.text()).startsWith("The database birds at");
    }

    private record Outcome(int code, String text) {}

    private static Outcome migrate(Map<String, String> environment, String... options) {
        StringWriter text = new StringWriter();
        CommandLine line = new CommandLine(new MigrateCommand(environment))
                .setOut(new PrintWriter(text))
                .setErr(new PrintWriter(text, true))
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    text.write(String.valueOf(failure.getMessage()));
                    return 1;
                });
        return new Outcome(line.execute(options), text.toString());
    }

    private static Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>(Map.of(
                "CHIRP_DB_HOST",
                postgres.host(),
                "CHIRP_DB_PORT",
                Integer.toString(postgres.port()),
                "CHIRP_DB_NAME",
                "birds",
                "CHIRP_DB_ADMINISTRATOR",
                "deployer",
                "CHIRP_DB_PASSWORD_ADMINISTRATOR",
                "deployer",
                "CHIRP_KAFKA_BOOTSTRAP_SERVERS",
                kafka.bootstrapServers()));
        for (DatabaseRole role : DatabaseRole.values()) {
            environment.put(role.passwordKey(), "password of " + role.service());
        }
        return environment;
    }
}
