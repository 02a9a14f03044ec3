package dev.chirp.fanout.feed;

import dev.chirp.contracts.event.EventJson;
import dev.chirp.contracts.event.Signal.CaptureProgress;
import dev.chirp.contracts.live.LiveFrame;
import dev.chirp.fanout.channel.DurableChannel;
import dev.chirp.fanout.channel.EventTime;
import dev.chirp.fanout.channel.LiveMessage;
import dev.chirp.fanout.hub.Hub;
import java.time.InstantSource;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/** How far long recordings are: told to who listens, and missed by who does not. */
record ProgressBroadcast(Hub hub, InstantSource clock) implements BroadcastFeed.Source {
    private static final Logger log = LoggerFactory.getLogger(ProgressBroadcast.class);

    @Override
    public void on(ConsumerRecord<byte[], byte[]> record) {
        try {
            CaptureProgress progress = EventJson.MAPPER.readValue(record.value(), CaptureProgress.class);
            hub.onMessage(
                    DurableChannel.user(progress.userId()),
                    LiveMessage.passing(frame(progress).toBytes()));
        } catch (JacksonException | IllegalArgumentException e) {
            log.atWarn()
                    .addKeyValue("partition", record.partition())
                    .addKeyValue("offset", record.offset())
                    .setCause(e)
                    .log("Progress cannot be read");
        }
    }

    private LiveFrame frame(CaptureProgress progress) {
        return new LiveFrame(
                "capture_progress",
                null,
                "user",
                null,
                null,
                EventTime.format(clock.instant()),
                null,
                EventJson.MAPPER.valueToTree(Map.of("id", progress.captureId(), "percent", progress.percent())));
    }

    @Override
    public void onGap() {
        // The next one says the same, further on.
    }
}
