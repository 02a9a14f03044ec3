package dev.chirp.load.device;

import dev.chirp.contracts.event.EventId;
import dev.chirp.load.check.Database;
import dev.chirp.security.DeviceKey;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** A device that the platform knows, and its key. */
public record Identity(UUID id, String key) {

    /** New devices, each of a user of its own, straight into the database: signing up is not what is measured. */
    public static List<Identity> create(Database database, int count) throws SQLException {
        SecureRandom random = new SecureRandom();
        List<Identity> devices = new ArrayList<>();
        try (Connection connection = database.connect();
                PreparedStatement insert = connection.prepareStatement("""
                    WITH u AS (
                        INSERT INTO app_user (username, email, password_hash) VALUES (?, ?, '-') RETURNING id
                    ), d AS (
                        INSERT INTO device (id, user_id, name) SELECT ?, id, 'fleet' FROM u RETURNING id
                    )
                    INSERT INTO device_key (id, device_id, prefix, key_hash) SELECT ?, id, ?, ? FROM d
                    """)) {
            connection.setAutoCommit(false);
            for (int i = 0; i < count; i++) {
                Identity device = new Identity(EventId.next(), DeviceKey.generate(random));
                insert.setString(1, "fleet-" + device.id);
                insert.setString(2, device.id + "@example.org");
                insert.setObject(3, device.id);
                insert.setObject(4, EventId.next());
                insert.setString(5, DeviceKey.visiblePart(device.key));
                insert.setBytes(6, DeviceKey.hash(device.key));
                insert.executeUpdate();
                devices.add(device);
            }
            connection.commit();
        }
        return devices;
    }
}
