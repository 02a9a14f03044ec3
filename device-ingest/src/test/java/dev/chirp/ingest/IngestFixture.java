package dev.chirp.ingest;

import dev.chirp.embedded.PostgresServer;
import dev.chirp.embedded.TestServers;
import dev.chirp.security.DeviceKey;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.springframework.context.ConfigurableApplicationContext;

/** The service and its devices, in the database that tests share. */
final class IngestFixture {
    record Device(UUID id, long userId, String key) {}

    private IngestFixture() {}

    /** Starts the service before the gateway on this port. */
    static ConfigurableApplicationContext start(int gatewayPort, Map<String, String> more) {
        Map<String, String> properties = new LinkedHashMap<>(TestServers.properties("device-ingest"));
        properties.put("chirp.intake.address", "127.0.0.1:" + gatewayPort);
        properties.putAll(more);
        return IngestApplication.application()
                .run(properties.entrySet().stream()
                        .map(entry -> "--" + entry.getKey() + "=" + entry.getValue())
                        .toArray(String[]::new));
    }

    /** A device of a user of its own. */
    static Device newDevice() throws SQLException {
        UUID device = UUID.randomUUID();
        String key = DeviceKey.generate(new SecureRandom());
        String name = "u" + device;
        try (Connection connection = administrator()) {
            long user;
            try (PreparedStatement insert = connection.prepareStatement(
                    "INSERT INTO app_user (username, email, password_hash) VALUES (?, ?, '-') RETURNING id")) {
                insert.setString(1, name);
                insert.setString(2, name + "@x");
                ResultSet id = insert.executeQuery();
                id.next();
                user = id.getLong(1);
            }
            run(connection, "INSERT INTO device (id, user_id, name) VALUES (?, ?, 'feeder')", device, user);
            run(
                    connection,
                    "INSERT INTO device_key (id, device_id, prefix, key_hash) VALUES (?, ?, ?, ?)",
                    UUID.randomUUID(),
                    device,
                    DeviceKey.visiblePart(key),
                    DeviceKey.hash(key));
            return new Device(device, user, key);
        }
    }

    static void revokeKeysOf(Device device) throws SQLException {
        try (Connection connection = administrator()) {
            run(connection, "UPDATE device_key SET revoked_at = now() WHERE device_id = ?", device.id);
        }
    }

    /** Changes the database as an administrator would. */
    static void run(String sql, Object... values) throws SQLException {
        try (Connection connection = administrator()) {
            run(connection, sql, values);
        }
    }

    private static void run(Connection connection, String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            statement.executeUpdate();
        }
    }

    private static Connection administrator() throws SQLException {
        return TestServers.postgres().administrator(PostgresServer.DATABASE).getConnection();
    }
}
