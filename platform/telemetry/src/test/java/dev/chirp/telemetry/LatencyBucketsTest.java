package dev.chirp.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.CountAtBucket;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LatencyBucketsTest {
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    LatencyBucketsTest() {
        meters.config().meterFilter(new LatencyBuckets());
    }

    @ParameterizedTest
    @ValueSource(strings = {"http.server.requests", "owl.flight.latency"})
    void countsWhatIsWithinTheObjectives(String name) {
        Timer timer = meters.timer(name);

        timer.record(250, TimeUnit.MILLISECONDS);

        assertThat(countWithin(timer, 100)).isZero();
        assertThat(countWithin(timer, 300)).isOne();
        assertThat(countWithin(timer, 30_000)).isOne();
    }

    private static double countWithin(Timer timer, long millis) {
        return Arrays.stream(timer.takeSnapshot().histogramCounts())
                .filter(bucket -> bucket.bucket(TimeUnit.MILLISECONDS) == millis)
                .mapToDouble(CountAtBucket::count)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void leavesOtherMetersAlone() {
        assertThat(meters.timer("owl.flight").takeSnapshot().histogramCounts()).isEmpty();
        assertThat(meters.summary("owl.latency").takeSnapshot().histogramCounts())
                .isEmpty();
    }

    @Test
    void keepsRecordingsApartFromClips() {
        CaptureLatency captures = new CaptureLatency(meters);

        captures.ended("2026-05-01T04:00:00Z", "2026-05-01T04:00:02.5Z", 9);
        captures.ended("2026-05-01T04:00:00Z", "2026-05-01T04:20:00Z", 3_600);

        assertThat(seconds("clip")).isEqualTo(2.5);
        assertThat(seconds("recording")).isEqualTo(1_200);
    }

    private double seconds(String length) {
        return meters.get("capture.terminal.latency")
                .tag("length", length)
                .timer()
                .totalTime(TimeUnit.SECONDS);
    }
}
