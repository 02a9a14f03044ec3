package dev.chirp.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chirp.contracts.event.Header;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Compares what the topic holds with what the database committed. */
final class Delivery {
    private Delivery() {}

    /** What a consumer that orders by {@code chirp_seq} relies on: no event comes before its predecessor ever did. */
    static void assertFirstPublishedInOrder(List<ConsumerRecord<String, String>> records) {
        Map<String, Long> last = new HashMap<>();
        for (ConsumerRecord<String, String> record : records) {
            long seq = TopicLog.seq(record);
            long expected = last.getOrDefault(record.key(), 0L) + 1;
            assertThat(seq)
                    .as("seq of %s at offset %d", record.key(), record.offset())
                    .isLessThanOrEqualTo(expected);
            if (seq == expected) {
                last.put(record.key(), seq);
            }
        }
    }

    static Set<String> eventIds(List<ConsumerRecord<String, String>> records) {
        Set<String> ids = new TreeSet<>();
        records.forEach(record -> ids.add(TopicLog.header(record, Header.CE_ID)));
        return ids;
    }

    /** The ids of the committed events whose key begins so. */
    static Set<String> committed(DataSource source, String prefix) throws SQLException {
        try (Connection connection = source.getConnection();
                PreparedStatement select =
                        connection.prepareStatement("SELECT event_id FROM event WHERE key LIKE ? || '%'")) {
            select.setString(1, prefix);
            try (ResultSet rows = select.executeQuery()) {
                Set<String> ids = new HashSet<>();
                while (rows.next()) {
                    ids.add(rows.getString(1));
                }
                return ids;
            }
        }
    }
}
