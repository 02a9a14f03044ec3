package dev.chirp.load.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chirp.load.check.Consistency;
import dev.chirp.load.process.ChirpProcess;
import dev.chirp.load.process.SeparatePlatform;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Faults under load, with real processes; afterwards one checker looks at everything. */
class NothingLostIT {
    private static final int USERS = 5;
    private static final int UPLOADS_PER_SECOND = 20;
    private static final Duration DRAIN_TIMEOUT = Duration.ofMinutes(5);

    @TempDir
    static Path folder;

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static SeparatePlatform platform;
    private static Consistency consistency;

    @BeforeAll
    static void start() throws Exception {
        platform = SeparatePlatform.start(folder, new Random(42));
        consistency = new Consistency(platform.environment());
    }

    @AfterAll
    static void stop() {
        platform.close();
    }

    @AfterEach
    void resumeKafka() throws Exception {
        ChirpProcess.signal("CONT", platform.kafkaPid());
    }

    @Test
    void acceptsUploadsWhileTheBrokerIsStoppedAndProcessesAllAfterwards() throws Exception {
        // Given
        Load load = new Load(HTTP, platform.url(), USERS, UPLOADS_PER_SECOND);
        Thread.sleep(Duration.ofSeconds(3));

        // When
        ChirpProcess.signal("STOP", platform.kafkaPid());
        int before = load.acknowledged().size();
        Thread.sleep(Duration.ofSeconds(20));
        int during = load.acknowledged().size() - before;
        ChirpProcess.signal("CONT", platform.kafkaPid());
        Thread.sleep(Duration.ofSeconds(2));
        load.close();

        // Then
        assertThat(load.refused()).isEmpty();
        assertThat(during).isGreaterThan(UPLOADS_PER_SECOND * 20 / 2);
        assertNothingLost(load.acknowledged());
    }

    @Test
    void losesNothingWhenRelayAndClassifyWorkerAreKilled() throws Exception {
        // Given
        Load load = new Load(HTTP, platform.url(), USERS, UPLOADS_PER_SECOND);

        // When
        for (String service : List.of("outbox-relay", "classify-worker")) {
            Thread.sleep(Duration.ofSeconds(4));
            platform.service(service).kill();
            platform.run(service);
        }
        Thread.sleep(Duration.ofSeconds(2));
        load.close();

        // Then
        assertThat(load.refused()).isEmpty();
        assertNothingLost(load.acknowledged());
    }

    private static void assertNothingLost(List<Long> acknowledged) throws Exception {
        assertThat(acknowledged).isNotEmpty().doesNotHaveDuplicates();
        consistency.awaitQuiet(DRAIN_TIMEOUT);
        assertThat(consistency.violations(acknowledged)).isEmpty();
        System.out.println(acknowledged.size() + " captures acknowledged, all accounted for");
    }
}
