package dev.chirp.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chirp.contracts.event.Topics;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestartIT {
    @TempDir
    private Path folder;

    @Test
    void databaseKeepsItsDataAndItsPasswords() throws Exception {
        // Given
        Secrets secrets = Secrets.in(folder.resolve("secrets.env"));
        try (PostgresServer first = PostgresServer.start(postgres(secrets))) {
            assertThat(Migrations.run(first, secrets)).isPositive();
            execute(first, "UPDATE stream_epoch SET epoch = 7");
        }

        // When
        Secrets readAgain = Secrets.in(folder.resolve("secrets.env"));
        try (PostgresServer second = PostgresServer.start(postgres(readAgain))) {
            int applied = Migrations.run(second, readAgain);

            // Then
            assertThat(applied).isZero();
            assertThat(epochAs(second, DatabaseRole.OUTBOX_RELAY)).isEqualTo(7);
        }
    }

    @Test
    void aFolderInUseIsRefused() {
        Secrets secrets = Secrets.in(folder.resolve("secrets.env"));
        try (FolderLock held = FolderLock.take(folder.resolve("postgres"))) {
            assertThat(held).isNotNull();
            assertThatThrownBy(() -> PostgresServer.start(postgres(secrets)))
                    .isInstanceOf(ServerStartException.class)
                    .hasMessageContaining(
                            "is in use by process " + ProcessHandle.current().pid());
        }
    }

    @Test
    void aServerLeftOverByAKillIsStopped() throws Exception {
        // Given
        Process orphan = new ProcessBuilder("sleep", "600").start();
        Path pidFile = folder.resolve("server.pid");
        Files.writeString(pidFile, Long.toString(orphan.pid()));

        // When
        LeftOver.stop(pidFile, "somebody-else");
        boolean sparedStranger = orphan.isAlive();
        LeftOver.stop(pidFile, executableOf(orphan));

        // Then
        assertThat(sparedStranger).isTrue();
        assertThat(orphan.isAlive()).isFalse();
    }

    @Test
    void brokerKeepsItsTopicsInAJvmOfItsOwn() throws Exception {
        // Given
        KafkaSettings settings = new KafkaSettings(folder.resolve("kafka"), 0);
        try (KafkaServer inThisJvm = KafkaServer.start(settings)) {
            assertThat(TopicCreator.run(inThisJvm.bootstrapServers()))
                    .isEqualTo(Topics.all().size());
        }

        // When
        try (KafkaProcess alone = KafkaProcess.start(settings);
                Admin admin = Admin.create(Map.of("bootstrap.servers", alone.bootstrapServers()))) {

            // Then
            assertThat(TopicCreator.run(alone.bootstrapServers())).isZero();
            String topic = Topics.all().getFirst();
            var partitions =
                    admin.describeTopics(List.of(topic)).allTopicNames().get();
            assertThat(partitions.get(topic).partitions()).hasSize(Topics.LOCAL_PARTITIONS);
            ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
            var config = admin.describeConfigs(List.of(resource)).all().get().get(resource);
            assertThat(config.get(TopicConfig.CLEANUP_POLICY_CONFIG).value()).isEqualTo("delete");
            assertThat(config.get(TopicConfig.RETENTION_MS_CONFIG).value()).isEqualTo("604800000");
        }
    }

    @Test
    void aTakenPortIsNamed() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, Loopback.address(0).getAddress())) {
            assertThatThrownBy(
                            () -> RedisServer.start(new RedisSettings(folder.resolve("redis"), taken.getLocalPort())))
                    .isInstanceOf(ServerStartException.class)
                    .hasMessage(
                            "Port %d, wanted by Redis, is in use by another process.".formatted(taken.getLocalPort()));
        }
    }

    private PostgresSettings postgres(Secrets secrets) {
        return new PostgresSettings(folder.resolve("postgres"), 0, true, secrets);
    }

    private static String executableOf(Process process) {
        Optional<String> command = process.info().command();
        return Path.of(command.orElseThrow()).getFileName().toString();
    }

    private static void execute(PostgresServer server, String sql) throws Exception {
        try (Connection connection =
                        server.administrator(PostgresServer.DATABASE).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static long epochAs(PostgresServer server, DatabaseRole role) throws Exception {
        try (Connection connection = server.as(role).getConnection();
                Statement statement = connection.createStatement();
                ResultSet epoch = statement.executeQuery("SELECT epoch FROM stream_epoch")) {
            epoch.next();
            return epoch.getLong(1);
        }
    }
}
