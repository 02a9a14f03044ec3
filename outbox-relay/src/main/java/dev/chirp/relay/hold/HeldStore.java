package dev.chirp.relay.hold;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/** Puts events aside into the table {@code held}, where they count as settled. On the publishing thread. */
public final class HeldStore {
    // The lock lets nobody take the lane before this has committed: its next owner sees what is held, and an instance
    // that has lost the lane holds nothing that its next owner has published.
    private static final String INSERT = """
        WITH lease AS (
            SELECT l.lane FROM relay_lane l
            JOIN unnest(?::smallint[], ?::bigint[]) AS mine (lane, epoch) ON mine.lane = l.lane AND mine.epoch = l.epoch
            WHERE l.owner = ? FOR KEY SHARE OF l
        ), added AS (
            INSERT INTO held (lane, stream, key, seq, event_id, day, reason, state)
            SELECT lane, h.stream, h.key, h.seq, h.event_id, h.day, h.reason, h.state
            FROM unnest(?::smallint[], ?::text[], ?::text[], ?::bigint[], ?::uuid[], ?::date[], ?::text[], ?::text[])
                AS h (lane, stream, key, seq, event_id, day, reason, state)
            JOIN (SELECT DISTINCT lane FROM lease) AS owned USING (lane)
            ON CONFLICT (stream, key, seq) DO NOTHING
        )
        SELECT lane FROM lease\
        """;

    private final Connection connection;
    private final UUID instance;

    public HeldStore(Connection connection, UUID instance) {
        this.connection = connection;
        this.instance = instance;
    }

    /**
     * Puts these aside, durably when this returns.
     *
     * @return those whose lane is still owned; the others are left to its new owner
     */
    public List<Holding> hold(List<Holding> holdings) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            array(insert, 1, "int2", holdings, holding -> holding.lane().number());
            array(insert, 2, "int8", holdings, holding -> holding.lane().epoch());
            insert.setObject(3, instance);
            array(insert, 4, "int2", holdings, holding -> holding.row().lane());
            array(insert, 5, "text", holdings, holding -> holding.row().key().stream());
            array(insert, 6, "text", holdings, holding -> holding.row().key().key());
            array(insert, 7, "int8", holdings, holding -> holding.row().key().seq());
            array(insert, 8, "uuid", holdings, holding -> holding.row().eventId());
            array(insert, 9, "text", holdings, holding -> holding.row().day().toString());
            array(insert, 10, "text", holdings, Holding::reason);
            array(insert, 11, "text", holdings, Holding::state);
            Set<Integer> owned = new HashSet<>();
            try (ResultSet lanes = insert.executeQuery()) {
                while (lanes.next()) {
                    owned.add(lanes.getInt(1));
                }
            }
            return holdings.stream()
                    .filter(holding -> owned.contains(holding.row().lane()))
                    .toList();
        }
    }

    private void array(
            PreparedStatement insert, int at, String type, List<Holding> holdings, Function<Holding, Object> value)
            throws SQLException {
        insert.setArray(
                at, connection.createArrayOf(type, holdings.stream().map(value).toArray()));
    }
}
