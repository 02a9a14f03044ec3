package dev.chirp.classify.capture;

import com.zaxxer.hikari.HikariDataSource;
import dev.chirp.classify.ClassifyProperties;
import dev.chirp.classify.inference.InferencePool;
import dev.chirp.contracts.event.ConsumerGroup;
import dev.chirp.database.JdbcPool;
import dev.chirp.messaging.ConsumerHealth;
import dev.chirp.messaging.ConsumerSettings;
import dev.chirp.messaging.EventConsumer;
import dev.chirp.messaging.EventListener;
import dev.chirp.messaging.EventWriter;
import dev.chirp.messaging.FailurePolicy;
import dev.chirp.messaging.JobRunner;
import dev.chirp.storage.BlobStore;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import javax.sql.DataSource;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/**
 * The consumer of accepted captures and what it needs of the world. Nothing here waits for a server to be there. With
 * {@code chirp.classify.consume=false} the service answers {@code /classify} alone.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnBooleanProperty(name = "chirp.classify.consume", matchIfMissing = true)
@Import({CaptureTable.class, CapturePlaces.class, ResultEvents.class, CaptureAcceptedListener.class})
class CaptureConfiguration {
    /** Beyond those of the handlers: to wake the relay, for upkeep, replays, private audio, pace, two for jobs, one to spare. */
    private static final int FURTHER_CONNECTIONS = 8;

    private static final Duration ACQUIRE_TIMEOUT = Duration.ofSeconds(3);
    /** The longest statement is over long before. */
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(10);

    @Bean(destroyMethod = "close")
    BlobStore blobStore(ClassifyProperties properties, MeterRegistry meters) {
        return properties.storage().open(meters);
    }

    @Bean(destroyMethod = "close")
    HikariDataSource dataSource(ClassifyProperties properties, MeterRegistry meters) {
        return new JdbcPool(
                        "classify-worker",
                        "classify-worker",
                        properties.db().servers(),
                        "chirp_classify_worker",
                        properties.db().password(),
                        properties.classify().parallelism() + FURTHER_CONNECTIONS,
                        ACQUIRE_TIMEOUT,
                        ANSWER_TIMEOUT)
                .open(meters);
    }

    @Bean(destroyMethod = "close")
    EventWriter eventWriter(DataSource dataSource) {
        return new EventWriter(dataSource);
    }

    @Bean
    EventConsumer captureConsumer(
            ClassifyProperties properties, EventWriter events, EventListener listener, MeterRegistry meters) {
        ConsumerSettings settings = ConsumerSettings.of(
                ConsumerGroup.CLASSIFY_WORKER,
                properties.kafka().bootstrapServers(),
                properties.classify().parallelism());
        return new EventConsumer(settings, events, listener, meters);
    }

    @Bean(destroyMethod = "close")
    ProgressSignals progressSignals(ClassifyProperties properties) {
        return new ProgressSignals(properties.kafka().bootstrapServers());
    }

    @Bean
    JobRunner longRecordings(EventWriter events, CaptureAcceptedListener listener, MeterRegistry meters) {
        return new JobRunner(ConsumerGroup.CLASSIFY_WORKER, FailurePolicy.skip(), events, listener, listener, meters);
    }

    @Bean(initMethod = "start", destroyMethod = "close")
    PrivateAudio privateAudio(DataSource dataSource, BlobStore blobs, MeterRegistry meters) {
        return new PrivateAudio(dataSource, blobs, meters);
    }

    @Bean(initMethod = "start", destroyMethod = "close")
    PaceReport paceReport(DataSource dataSource, InferencePool pool) {
        return new PaceReport(dataSource, pool);
    }

    @Bean
    HealthIndicator captureConsumerHealth(EventConsumer captureConsumer) {
        return new ConsumerHealth(captureConsumer);
    }
}
