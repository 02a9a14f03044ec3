package dev.chirp.classify;

import dev.chirp.classify.place.Place;
import dev.chirp.classify.place.SpeciesNames;
import dev.chirp.database.DatabaseServers;
import dev.chirp.storage.settings.StorageSettings;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/** The settings of this service, below {@code chirp}. */
@ConfigurationProperties("chirp")
public record ClassifyProperties(
        @DefaultValue Classify classify,
        @DefaultValue Db db,
        @DefaultValue Kafka kafka,
        @DefaultValue StorageSettings storage) {

    /**
     * Inference.
     *
     * @param pack a folder, or {@code classpath:} and a folder in it
     * @param threads of the inference pool; 0 means one per core
     * @param queueCapacity recordings that may wait for a thread
     * @param parallelism users whose captures are handled at the same time
     * @param consume whether accepted captures are read from the broker
     * @param cacheSize memory for the scores of earlier recordings
     * @param onlySpecies when not empty, no other species can be the answer
     * @param excludedSpecies that cannot be the answer
     * @param latitude degrees north, and {@code longitude} east, of recordings whose device has no place of its own;
     *     null when unknown
     * @param privacy whether recordings in which somebody speaks are deleted
     */
    public record Classify(
            @DefaultValue("classpath:packs/backyard-mini") String pack,
            @DefaultValue("0") int threads,
            @DefaultValue("64") int queueCapacity,
            @DefaultValue("8") int parallelism,
            @DefaultValue("true") boolean consume,
            @DefaultValue("32MB") DataSize cacheSize,
            @DefaultValue List<String> onlySpecies,
            @DefaultValue List<String> excludedSpecies,
            @Nullable Double latitude,
            @Nullable Double longitude,
            @DefaultValue("true") boolean privacy) {
        public SpeciesNames species() {
            return new SpeciesNames(onlySpecies, excludedSpecies);
        }

        /** Null unless both coordinates are set. */
        public @Nullable Place place(Instant when) {
            return latitude == null || longitude == null ? null : Place.at(latitude, longitude, when);
        }

        public int threadCount() {
            return threads > 0 ? threads : Runtime.getRuntime().availableProcessors();
        }
    }

    /**
     * PostgreSQL, as the role of this service.
     *
     * @param host the server, or several of which one takes writes: {@code a,b} or {@code a:5432,b:5433}
     */
    public record Db(
            @DefaultValue("127.0.0.1") String host,
            @DefaultValue("5432") int port,
            @DefaultValue("chirp") String name,
            @DefaultValue("") String password) {
        public DatabaseServers servers() {
            return DatabaseServers.parse(host, port, name);
        }
    }

    /** The broker. */
    public record Kafka(@DefaultValue("127.0.0.1:9092") String bootstrapServers) {}
}
