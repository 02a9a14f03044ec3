package dev.chirp.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chirp.embedded.RedisServer;
import dev.chirp.embedded.RedisSettings;
import dev.chirp.embedded.TestServers;
import dev.chirp.embedded.TokenIssuer;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

class RedisOutageIT {
    private static final long USER = 4_001;
    private static final long NEWCOMER = 4_002;

    @Test
    void losesNothingWhenRedisIsLostWithAllThatItKnew() throws Exception {
        Path folder = TestServers.folder().resolve("redis-to-lose");
        RedisServer redis = RedisServer.start(new RedisSettings(folder, 0));
        int port = redis.port();
        try (TokenIssuer issuer = new TokenIssuer();
                ConfigurableApplicationContext instance =
                        Instances.start(issuer, Map.of("chirp.redis.url", redis.url()));
                ResultRecords records = new ResultRecords(TestServers.kafka().bootstrapServers());
                LiveClient client = LiveClient.connect(Instances.port(instance), "token=" + issuer.token(USER))) {
            client.next("connected");
            publish(records, 1, 5);
            assertThat(client.nextOffsets(5)).containsExactly(1L, 2L, 3L, 4L, 5L);

            redis.close();
            publish(records, 6, 15);
            try (LiveClient newcomer =
                    LiveClient.connect(Instances.port(instance), "token=" + issuer.token(NEWCOMER))) {
                newcomer.next("connected");
            }
            redis = RedisServer.start(new RedisSettings(folder, port));
            publish(records, 16, 20);

            assertThat(client.nextOffsets(15))
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(6, 20).boxed().toList());
        } finally {
            redis.close();
        }
    }

    /** As in production, nothing is in Kafka that is not in the event table: what Redis lacks is read there. */
    private static void publish(ResultRecords records, long from, long to) throws Exception {
        EventTable.append(USER, from, to);
        for (long seq = from; seq <= to; seq++) {
            records.processed(USER, seq);
        }
    }
}
