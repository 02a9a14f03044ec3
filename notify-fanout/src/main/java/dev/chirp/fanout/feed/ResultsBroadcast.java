package dev.chirp.fanout.feed;

import dev.chirp.fanout.hub.Hub;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Results under {@code kafka-broadcast}; whatever is missed is seen as a gap and read from the past. */
record ResultsBroadcast(Hub hub) implements BroadcastFeed.Source {
    @Override
    public void on(ConsumerRecord<byte[], byte[]> record) {
        switch (RecordReader.read(record)) {
            case Reading.Message message -> hub.onMessage(message.channel(), message.message());
            case Reading.Undecodable undecodable ->
                undecodable.place().ifPresent(skip -> hub.onMessage(skip.channel(), skip.message()));
        }
    }

    @Override
    public void onGap() {
        hub.onGap();
    }
}
