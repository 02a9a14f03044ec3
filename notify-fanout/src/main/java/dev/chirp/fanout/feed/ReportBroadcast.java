package dev.chirp.fanout.feed;

import dev.chirp.fanout.channel.LiveMessage;
import dev.chirp.fanout.channel.Position;
import dev.chirp.fanout.channel.SnapshotChannel;
import dev.chirp.fanout.hub.Hub;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reports of devices: each says that the state of its device has changed, which is read where somebody looks at it. */
record ReportBroadcast(Hub hub) implements BroadcastFeed.Source {
    private static final Logger log = LoggerFactory.getLogger(ReportBroadcast.class);
    private static final LiveMessage CHANGED = LiveMessage.skip(new Position(0, 0));
    private static final int UUID_CHARS = 36;

    @Override
    public void on(ConsumerRecord<byte[], byte[]> record) {
        try {
            hub.onMessage(SnapshotChannel.device(device(record.key())), CHANGED);
        } catch (IllegalArgumentException e) {
            log.atWarn()
                    .addKeyValue("partition", record.partition())
                    .addKeyValue("offset", record.offset())
                    .setCause(e)
                    .log("Report of a device cannot be read");
        }
    }

    private static UUID device(byte[] key) {
        if (key == null || key.length != UUID_CHARS) {
            throw new IllegalArgumentException("the key is no id of a device");
        }
        return UUID.fromString(new String(key, StandardCharsets.US_ASCII));
    }

    @Override
    public void onGap() {
        // The next one says the same.
    }
}
