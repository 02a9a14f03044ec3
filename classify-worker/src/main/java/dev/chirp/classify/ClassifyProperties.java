package dev.chirp.classify;

import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** The settings of this service, below {@code chirp}. */
@ConfigurationProperties("chirp")
public record ClassifyProperties(
        @DefaultValue Classify classify,
        @DefaultValue Db db,
        @DefaultValue Kafka kafka,
        @DefaultValue Storage storage) {

    /**
     * Inference.
     *
     * @param pack a folder, or {@code classpath:} and a folder in it
     * @param threads of the inference pool; 0 means one per core
     * @param queueCapacity recordings that may wait for a thread
     * @param parallelism users whose captures are handled at the same time
     * @param consume whether accepted captures are read from the broker
     */
    public record Classify(
            @DefaultValue("classpath:packs/backyard-mini") String pack,
            @DefaultValue("0") int threads,
            @DefaultValue("64") int queueCapacity,
            @DefaultValue("8") int parallelism,
            @DefaultValue("true") boolean consume) {
        public int threadCount() {
            return threads > 0 ? threads : Runtime.getRuntime().availableProcessors();
        }
    }

    /** PostgreSQL, as the role of this service. */
    public record Db(
            @DefaultValue("127.0.0.1") String host,
            @DefaultValue("5432") int port,
            @DefaultValue("chirp") String name,
            @DefaultValue("") String password) {
        public String jdbcUrl() {
            return "jdbc:postgresql://" + host + ":" + port + "/" + name;
        }
    }

    /** The broker. */
    public record Kafka(@DefaultValue("127.0.0.1:9092") String bootstrapServers) {}

    /** The blob store: a folder. */
    public record Storage(@DefaultValue("data") Path root) {}
}
