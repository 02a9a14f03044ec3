package dev.chirp.load.journey;

import dev.chirp.load.process.SeparatePlatform;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same journey with every service as a process of its own, whatever the order of their start. */
class SeparateProcessesJourneyIT {
    @TempDir
    Path folder;

    @Test
    void servesABirderWhenServicesStartInAnyOrder() throws Exception {
        long seed = System.nanoTime();
        System.out.println("order of the start from seed " + seed);
        try (SeparatePlatform platform = SeparatePlatform.start(folder, new Random(seed));
                Journey journey = new Journey(platform.url())) {
            journey.hearsARobin();
            journey.hearsADevice();
            journey.forgetsACapture();
            journey.leavesNoSecretIn(folder);
        }
    }
}
