package dev.chirp.relay.hold;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chirp.embedded.DatabaseRole;
import dev.chirp.embedded.TestServers;
import dev.chirp.relay.lane.OwnedLane;
import dev.chirp.relay.position.EventKey;
import dev.chirp.relay.position.Snapshot;
import dev.chirp.relay.read.EventRow;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class HeldStoreIT {
    private static final String DATABASE = "held_store";
    private static final int LANE = 9;
    private final UUID owner = UUID.randomUUID();

    @BeforeAll
    static void create() {
        TestServers.newDatabase(DATABASE);
    }

    @Test
    void holdsAnEventOnceWhileItsLaneIsOwned() throws SQLException {
        try (Connection connection = connect()) {
            give(connection, owner, 4);
            var store = new HeldStore(connection, owner);

            assertThat(store.hold(List.of(holding("twice", 4)))).hasSize(1);
            assertThat(store.hold(List.of(holding("twice", 4)))).hasSize(1);

            assertThat(count(connection, "twice")).isEqualTo(1);
        }
    }

    @Test
    void holdsNothingOfALaneThatWasLostMeanwhile() throws SQLException {
        try (Connection connection = connect()) {
            give(connection, owner, 5);

            assertThat(new HeldStore(connection, owner).hold(List.of(holding("late", 4))))
                    .as("taken away and back")
                    .isEmpty();
            assertThat(new HeldStore(connection, UUID.randomUUID()).hold(List.of(holding("late", 5))))
                    .as("somebody else's")
                    .isEmpty();

            assertThat(count(connection, "late")).isZero();
        }
    }

    private static Connection connect() throws SQLException {
        return TestServers.postgres().as(DatabaseRole.OUTBOX_RELAY, DATABASE).getConnection();
    }

    private static void give(Connection connection, UUID owner, long epoch) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(
                    "UPDATE relay_lane SET owner = '%s', epoch = %d WHERE lane = %d".formatted(owner, epoch, LANE));
        }
    }

    private static Holding holding(String key, long epoch) {
        var lane = new OwnedLane(LANE, epoch, Snapshot.ORIGIN, Set.of(), 1_000);
        var row = new EventRow(
                1,
                false,
                LANE,
                new EventKey("test", key, 1),
                LocalDate.EPOCH,
                UUID.randomUUID(),
                "topic",
                "type",
                new EventRow.Origin(null, null, null, null, null, Map.of()),
                "{}",
                Instant.EPOCH);
        return Holding.behind(row, lane, Objects.requireNonNull(lane.open(0)));
    }

    private static int count(Connection connection, String key) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM held WHERE key = '" + key + "'")) {
            row.next();
            return row.getInt(1);
        }
    }
}
