package dev.chirp.art.studio;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The bounds of drawing.
 *
 * @param threads at most the cores
 * @param queue orders that wait for a thread; a further one is refused
 * @param remembered sprites whose description is kept, so that they are not drawn again
 */
@ConfigurationProperties("chirp.art.render")
public record StudioSettings(int threads, int queue, int remembered) {
    public StudioSettings {
        if (threads < 0 || queue < 1 || remembered < 1) {
            throw new IllegalArgumentException("chirp.art.render: threads " + threads + ", queue " + queue
                    + ", remembered " + remembered + " (expected: threads >= 0, others >= 1)");
        }
        threads = threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
    }
}
