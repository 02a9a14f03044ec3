package dev.chirp.classify.capture;

import dev.chirp.classify.ClassifyProperties;
import dev.chirp.classify.model.ModelState;
import dev.chirp.classify.place.Place;
import dev.chirp.contracts.event.DomainEvent.CaptureAccepted;
import dev.chirp.messaging.Failure.DependencyDown;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Where a capture was made: where its device stands, or else the place in the settings. Read from the database, because
 * an event would tell it to everybody who reads the topic. Asked only when the model knows where species live.
 */
class CapturePlaces {
    private final DataSource dataSource;
    private final ClassifyProperties properties;
    private final boolean wanted;

    CapturePlaces(DataSource dataSource, ClassifyProperties properties, ModelState model) {
        this.dataSource = dataSource;
        this.properties = properties;
        this.wanted = model instanceof ModelState.Ready ready && ready.model().geography() != null;
    }

    @Nullable
    Place of(CaptureAccepted accepted) throws DependencyDown {
        if (!wanted) {
            return null;
        }
        Place ofDevice = accepted.deviceId() == null ? null : ofDevice(accepted.deviceId(), accepted);
        return ofDevice == null ? properties.classify().place(accepted.recordedAt()) : ofDevice;
    }

    private @Nullable Place ofDevice(UUID device, CaptureAccepted accepted) throws DependencyDown {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(
                        "SELECT latitude, longitude FROM device WHERE id = ? AND latitude IS NOT NULL"
                                + " AND longitude IS NOT NULL")) {
            statement.setObject(1, device);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Place.at(row.getDouble(1), row.getDouble(2), accepted.recordedAt()) : null;
            }
        } catch (SQLException e) {
            throw new DependencyDown("database", e);
        }
    }
}
