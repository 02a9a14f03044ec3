package dev.chirp.relay;

import dev.chirp.contracts.event.EventDraft;
import dev.chirp.contracts.event.EventType;
import dev.chirp.embedded.DatabaseRole;
import dev.chirp.embedded.TestServers;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.node.JsonNodeFactory;

/** A migrated database of its own, as its users see it. */
record Outbox(String database) {
    static Outbox create(String database) {
        TestServers.newDatabase(database);
        return new Outbox(database);
    }

    /** What a relay needs to work on this database. */
    Map<String, String> properties() {
        Map<String, String> properties = new HashMap<>(TestServers.properties("outbox-relay"));
        properties.put("chirp.db.name", database);
        return properties;
    }

    ConfigurableApplicationContext run() {
        return run(Map.of());
    }

    ConfigurableApplicationContext run(Map<String, String> more) {
        Map<String, String> properties = properties();
        properties.putAll(more);
        return RelayApplication.application()
                .run(properties.entrySet().stream()
                        .map(property -> "--" + property.getKey() + "=" + property.getValue())
                        .toArray(String[]::new));
    }

    Connection as(DatabaseRole role) throws SQLException {
        return TestServers.postgres().as(role, database).getConnection();
    }

    Connection administrator() throws SQLException {
        return TestServers.postgres().administrator(database).getConnection();
    }

    /** One committed event with this text; its type decides the topic. */
    void append(EventType type, String key, String text) throws SQLException {
        try (Connection connection = as(DatabaseRole.API_GATEWAY)) {
            append(connection, type, key, text);
        }
    }

    static void append(Connection connection, EventType type, String key, String text) throws SQLException {
        EventDraft draft = EventDraft.of(
                type,
                key,
                new EventDraft.Origin("relay-test", "test/1", "request-1", null),
                JsonNodeFactory.instance.objectNode().put("text", text));
        try (PreparedStatement append = connection.prepareStatement("SELECT * FROM append_events(?::jsonb)")) {
            append.setString(1, EventDraft.toJson(List.of(draft)));
            append.execute();
        }
    }

    /** The rows of a query as the gateway, their columns parted by blanks. */
    List<String> query(String sql, Object... parameters) throws SQLException {
        try (Connection connection = as(DatabaseRole.API_GATEWAY)) {
            return query(connection, sql, parameters);
        }
    }

    static List<String> query(Connection connection, String sql, Object... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            List<String> found = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                int columns = rows.getMetaData().getColumnCount();
                while (rows.next()) {
                    List<String> row = new ArrayList<>();
                    for (int i = 1; i <= columns; i++) {
                        row.add(rows.getString(i));
                    }
                    found.add(String.join(" ", row));
                }
            }
            return found;
        }
    }
}
