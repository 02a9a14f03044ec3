package dev.chirp.load.bench;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** The peer's engine: the outbox router over the event table, tuned for latency, with the relay's own Kafka producer. */
final class PeerSettings {
    private PeerSettings() {}

    static Map<String, String> engine(Map<String, String> environment, String topic) {
        Map<String, String> engine = new HashMap<>();
        engine.put("name", "peer");
        engine.put("connector.class", "io.debezium.connector.postgresql.PostgresConnector");
        engine.put("offset.storage", "org.apache.kafka.connect.storage.MemoryOffsetBackingStore");
        engine.put("offset.flush.interval.ms", "10000");
        engine.put("database.hostname", of(environment, "CHIRP_DB_HOST"));
        engine.put("database.port", of(environment, "CHIRP_DB_PORT"));
        engine.put("database.dbname", of(environment, "CHIRP_DB_NAME"));
        engine.put("database.user", "chirp_maintenance");
        engine.put("database.password", of(environment, "CHIRP_DB_PASSWORD_MAINTENANCE"));
        engine.put("topic.prefix", "peer");
        engine.put("plugin.name", "pgoutput");
        engine.put("slot.name", "peer");
        engine.put("publication.name", "peer");
        engine.put("publication.autocreate.mode", "disabled");
        engine.put("snapshot.mode", "no_data");
        engine.put("table.include.list", "public.event");
        engine.put("poll.interval.ms", "1");
        engine.put("tombstones.on.delete", "false");
        engine.put("transforms", "outbox");
        engine.put("transforms.outbox.type", "io.debezium.transforms.outbox.EventRouter");
        engine.put("transforms.outbox.table.field.event.id", "event_id");
        engine.put("transforms.outbox.table.field.event.key", "key");
        engine.put("transforms.outbox.table.field.event.payload", "payload");
        engine.put("transforms.outbox.route.by.field", "stream");
        engine.put("transforms.outbox.route.topic.replacement", topic);
        engine.put("transforms.outbox.table.fields.additional.placement", "type:header,seq:header,headers:header");
        engine.put("producer.bootstrap.servers", of(environment, "CHIRP_KAFKA_BOOTSTRAP_SERVERS"));
        engine.put("producer.acks", "all");
        engine.put("producer.enable.idempotence", "true");
        engine.put("producer.linger.ms", "0");
        engine.put("producer.batch.size", "65536");
        engine.put("producer.compression.type", "lz4");
        return engine;
    }

    private static String of(Map<String, String> environment, String name) {
        return Objects.requireNonNull(environment.get(name), name);
    }
}
