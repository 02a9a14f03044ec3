package dev.chirp.ingest.upload;

import com.zaxxer.hikari.HikariDataSource;
import dev.chirp.contracts.event.ConsumerGroup;
import dev.chirp.database.JdbcPool;
import dev.chirp.ingest.database.DatabaseSettings;
import dev.chirp.ingest.meter.IngestMeter;
import dev.chirp.messaging.ConsumerHealth;
import dev.chirp.messaging.ConsumerSettings;
import dev.chirp.messaging.EventConsumer;
import dev.chirp.messaging.EventWriter;
import dev.chirp.messaging.FailurePolicy;
import dev.chirp.messaging.JobRunner;
import dev.chirp.storage.BlobStore;
import dev.chirp.storage.settings.StorageSettings;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The beans of this package; merging can be another instance's task ({@code chirp.ingest.upload.merge=false}). */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({UploadSettings.class, StorageSettings.class})
class UploadConfiguration {
    private static final int MERGES_AT_ONCE = 2;
    private static final Duration ACQUIRE_TIMEOUT = Duration.ofSeconds(3);
    /** The longest statement is over long before. */
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(10);

    /** To wake the relay, for upkeep, replays, the janitor, two for jobs, one to spare. */
    private static final int FURTHER_CONNECTIONS = 7;

    @Bean(destroyMethod = "close")
    BlobStore uploadStore(StorageSettings storage, MeterRegistry meters) {
        return storage.open(meters);
    }

    @Bean(destroyMethod = "close")
    HikariDataSource uploadPool(DatabaseSettings db, UploadSettings settings, MeterRegistry meters) {
        return new JdbcPool(
                        "device-ingest-uploads",
                        "device-ingest",
                        db.servers(),
                        DatabaseSettings.ROLE,
                        db.password(),
                        settings.threads() + MERGES_AT_ONCE + FURTHER_CONNECTIONS,
                        ACQUIRE_TIMEOUT,
                        ANSWER_TIMEOUT)
                .open(meters);
    }

    @Bean
    UploadTable uploadTable(HikariDataSource uploadPool) {
        return new UploadTable(
                JdbcClient.create(uploadPool), new TransactionTemplate(new JdbcTransactionManager(uploadPool)));
    }

    @Bean(destroyMethod = "close")
    EventWriter uploadEvents(HikariDataSource uploadPool) {
        return new EventWriter(uploadPool);
    }

    @Bean(destroyMethod = "close")
    UploadThreads uploadThreads(UploadSettings settings, MeterRegistry meters) {
        UploadThreads threads = new UploadThreads(settings, meters);
        IngestMeter.UPLOADS_RECEIVING.gauge(meters, threads::receiving);
        return threads;
    }

    @Bean
    Uploads uploads(UploadTable table, EventWriter uploadEvents, BlobStore uploadStore, UploadSettings settings) {
        return new Uploads(table, uploadEvents, uploadStore, settings);
    }

    @Bean
    Janitor uploadJanitor(UploadTable table, BlobStore uploadStore, UploadSettings settings, MeterRegistry meters) {
        return new Janitor(table, uploadStore, settings, InstantSource.system(), meters);
    }

    /** What puts recordings together. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnBooleanProperty(name = "chirp.ingest.upload.merge", matchIfMissing = true)
    static class Merging {

        @Bean
        Merge uploadMerge(UploadTable table, BlobStore uploadStore) {
            return new Merge(table, new MergeResults(), uploadStore);
        }

        @Bean
        EventConsumer uploadConsumer(
                @Value("${chirp.kafka.bootstrap-servers}") String bootstrapServers,
                EventWriter uploadEvents,
                Merge merge,
                MeterRegistry meters) {
            return new EventConsumer(
                    ConsumerSettings.of(ConsumerGroup.DEVICE_INGEST_MERGE, bootstrapServers, MERGES_AT_ONCE),
                    uploadEvents,
                    merge,
                    meters);
        }

        @Bean
        JobRunner uploadMerges(EventWriter uploadEvents, Merge merge, MeterRegistry meters) {
            return new JobRunner(
                    ConsumerGroup.DEVICE_INGEST_MERGE, FailurePolicy.skip(), uploadEvents, merge, merge, meters);
        }

        @Bean
        HealthIndicator uploadConsumerHealth(EventConsumer uploadConsumer) {
            return new ConsumerHealth(uploadConsumer);
        }
    }
}
