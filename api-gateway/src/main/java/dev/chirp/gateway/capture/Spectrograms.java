package dev.chirp.gateway.capture;

import dev.chirp.audio.AudioRejection;
import dev.chirp.audio.spectrogram.Spectrogram;
import dev.chirp.gateway.blob.Blobs;
import dev.chirp.gateway.problem.Problem;
import dev.chirp.gateway.problem.ProblemType;
import dev.chirp.storage.MediaKeys;
import dev.chirp.telemetry.BoundedThreads;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.NoSuchFileException;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Draws spectrograms on as many threads as there are cores, and keeps them beside the audio. */
@Component
final class Spectrograms implements DisposableBean {
    /** Pictures that may wait for each thread; more are refused with 503. */
    private static final int QUEUE = 32;

    private final Blobs blobs;
    private final BoundedThreads threads;

    Spectrograms(Blobs blobs, MeterRegistry meters) {
        this.blobs = blobs;
        int cores = Runtime.getRuntime().availableProcessors();
        this.threads = new BoundedThreads(meters, "spectrogram", cores, cores * QUEUE);
    }

    /** Where the picture of an audio object is kept. */
    static String keyOf(String audioKey) {
        return MediaKeys.spectrogramOf(audioKey);
    }

    /** The key of the picture, which exists when this completes; NoSuchFileException when the audio is gone. */
    Mono<String> of(String audioKey) {
        String key = keyOf(audioKey);
        return blobs.call(() -> blobs.store().exists(key))
                .flatMap(exists -> exists
                        ? Mono.just(key)
                        : Mono.fromCallable(() -> draw(audioKey))
                                .subscribeOn(threads)
                                .flatMap(png -> blobs.write(key, png))
                                .then(keepWhileThereIs(audioKey, key)));
    }

    /** Whoever deletes a recording deletes its picture after it; one that was drawn meanwhile must not stay. */
    private Mono<String> keepWhileThereIs(String audioKey, String key) {
        return blobs.call(() -> {
            if (blobs.store().exists(audioKey)) {
                return key;
            }
            blobs.store().delete(key);
            throw new NoSuchFileException(audioKey);
        });
    }

    private byte[] draw(String audioKey) throws IOException {
        try (SeekableByteChannel audio = blobs.store().open(audioKey)) {
            return Spectrogram.png(audio);
        } catch (AudioRejection rejection) {
            throw Problem.of(ProblemType.INVALID_AUDIO, rejection.detail()).toException();
        }
    }

    @Override
    public void destroy() {
        threads.dispose();
    }
}
