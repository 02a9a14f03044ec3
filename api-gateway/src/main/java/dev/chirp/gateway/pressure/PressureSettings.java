package dev.chirp.gateway.pressure;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.unit.DataSize;

/**
 * How far the pipeline may be behind before intake refuses; it takes again at 80 % of that.
 *
 * @param sampleEvery the pause between two looks
 * @param oldestUnpublished age of the oldest event that the broker has not taken
 * @param unpublishedBytes of such events and the recordings that they announce
 * @param classifyCaptures captures that wait for classification
 * @param classifyAge age of the tenth oldest of them, long recordings apart
 * @param classifyP95 what the classification of 95 % of the recordings of a minute may take
 * @param classifySlowFor how long it must take longer, with more and more captures waiting, before that counts
 * @param deadLetters open ones
 * @param diskFreePercent of the store of recordings, at least
 */
@ConfigurationProperties("chirp.pressure")
record PressureSettings(
        Duration sampleEvery,
        Duration oldestUnpublished,
        DataSize unpublishedBytes,
        int classifyCaptures,
        Duration classifyAge,
        Duration classifyP95,
        Duration classifySlowFor,
        int deadLetters,
        double diskFreePercent) {}
