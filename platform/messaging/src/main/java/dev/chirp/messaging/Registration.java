package dev.chirp.messaging;

import dev.chirp.contracts.event.ConsumerGroup;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import javax.sql.DataSource;

/**
 * A group's first start. Every group starts with the first event there is: position 0, and what Kafka no longer has
 * comes from the event table.
 */
final class Registration {
    private Registration() {}

    static void ensure(DataSource dataSource, ConsumerGroup group) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement insert = connection.prepareStatement("""
                    INSERT INTO consumer_registration (consumer, topic, start_mode) VALUES (?, ?, 'FROM_START')
                    ON CONFLICT DO NOTHING\
                    """)) {
            insert.setString(1, group.groupId());
            insert.setString(2, group.stream().topic());
            insert.executeUpdate();
        }
    }
}
