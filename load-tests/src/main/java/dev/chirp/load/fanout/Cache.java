package dev.chirp.load.fanout;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;

/** Redis as its operator sees it; a connection per question, so it may go away between two. */
final class Cache {
    private final String url;

    Cache(String url) {
        this.url = url;
    }

    /** Channels that somebody is subscribed to. */
    int subscriptions() {
        return ask(redis -> redis.sync().pubsubChannels().size());
    }

    /** Forgets everything. */
    void flush() {
        String _ = ask(redis -> redis.sync().flushall());
    }

    /** Writes everything to disk, from where it is read at the next start; nothing that comes later is. */
    void save() {
        String _ = ask(redis -> redis.sync().save());
    }

    private interface Question<T> {
        T ask(StatefulRedisConnection<String, String> redis);
    }

    private <T> T ask(Question<T> question) {
        RedisClient client = RedisClient.create(url);
        try (StatefulRedisConnection<String, String> connection = client.connect()) {
            return question.ask(connection);
        } finally {
            client.shutdown();
        }
    }
}
