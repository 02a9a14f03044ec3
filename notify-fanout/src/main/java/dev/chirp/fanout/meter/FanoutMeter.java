package dev.chirp.fanout.meter;

import static dev.chirp.telemetry.meter.MeterDescription.meter;
import static io.micrometer.core.instrument.Meter.Type.COUNTER;
import static io.micrometer.core.instrument.Meter.Type.GAUGE;
import static io.micrometer.core.instrument.Meter.Type.TIMER;

import dev.chirp.telemetry.meter.DocumentedMeter;
import dev.chirp.telemetry.meter.MeterDescription;

/** What live delivery shows of itself. */
public enum FanoutMeter implements DocumentedMeter {
    CONNECTIONS(meter(
                    GAUGE,
                    "fanout.connections",
                    "Sockets; idle are those of the open ones that have asked for nothing for a while")
            .tag("state", "open", "idle", "closing")),
    CONNECTIONS_OPENED(meter(COUNTER, "fanout.connections.opened", "Sockets that were opened")),
    CLOSES(meter(COUNTER, "fanout.closes", "Sockets that the server closed; 4012 is one that was dropped")
            .tag(
                    "code", "1002", "1003", "1007", "1009", "4001", "4005", "4008", "4010", "4012", "4013", "4500",
                    "4501", "4503", "4504", "4505")),
    CHANNELS(meter(GAUGE, "fanout.channels", "Channels that this instance is subscribed to")),
    UNACKED(meter(GAUGE, "fanout.unacked", "Messages sent to clients with a name and not acknowledged by them")),
    DELIVERIES(meter(COUNTER, "fanout.deliveries", "Frames with live messages to sockets")),
    DELIVERY_LATENCY(meter(
            TIMER, "fanout.delivery.latency", "From the event to the write of its frame, once for each event loop")),
    QUEUE_BYTES(meter(GAUGE, "fanout.queue.bytes", "Bytes of frames that wait for slow sockets")),
    DROPS(meter(
                    COUNTER,
                    "fanout.drops",
                    "What bounded queues dropped: messages before the hub, frames to a socket, " + "acknowledgements")
            .tag("where", "inbox", "session", "acks")),
    INBOX_MESSAGES(meter(GAUGE, "fanout.inbox.messages", "Messages that wait for the hub")),
    FEED_LAG(meter(GAUGE, "fanout.feed.lag", "Records behind the end of the partitions of this instance")),
    FEED_PAUSED(meter(GAUGE, "fanout.feed.paused", "1 while the feed from Kafka to Redis takes nothing")),
    FEED_RECORDS(meter(COUNTER, "fanout.feed.records", "Records by what became of them")
            .tag("outcome", "stored", "restarted", "duplicate", "stale", "undecodable")),
    FEED_REFUSALS(
            meter(COUNTER, "fanout.feed.refusals", "Records that Redis did not take in time; they are offered again")),
    REPAIRS(meter(COUNTER, "fanout.repairs", "Gaps of subscriptions that were repaired")),
    HISTORY_READS(meter(COUNTER, "fanout.history.reads", "Where what came before was read from")
            .tag("from", "redis", "event_table")),
    REDIS_PROBE_AGE(meter(GAUGE, "fanout.redis.probe.age", "Since a message to itself last came back through Redis")
            .unit("seconds"));

    private final MeterDescription description;

    FanoutMeter(MeterDescription description) {
        this.description = description;
    }

    @Override
    public MeterDescription description() {
        return description;
    }
}
