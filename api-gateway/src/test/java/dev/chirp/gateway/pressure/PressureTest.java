package dev.chirp.gateway.pressure;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.Proxy;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.util.unit.DataSize;
import reactor.test.StepVerifier;

class PressureTest {
    private static final PressureSettings SETTINGS = new PressureSettings(
            Duration.ofSeconds(1),
            Duration.ofSeconds(30),
            DataSize.ofMegabytes(1),
            100,
            Duration.ofSeconds(30),
            Duration.ofMillis(600),
            Duration.ofSeconds(60),
            10,
            5);

    @Test
    void goesOnLookingWhenALookFails() {
        var meters = new SimpleMeterRegistry();
        Readings readings = new Readings(brokenDatabase(), null, SETTINGS, meters);
        Pressure pressure = new Pressure(readings, SETTINGS, meters);

        StepVerifier.create(pressure.look().repeat(2)).verifyComplete();

        assertThat(pressure.reason()).isEmpty();
        assertThat(meters.get("gateway.captures.undecided").gauge().value()).isNaN();
    }

    private static DatabaseClient brokenDatabase() {
        return (DatabaseClient) Proxy.newProxyInstance(
                PressureTest.class.getClassLoader(),
                new Class<?>[] {DatabaseClient.class},
                (proxy, method, arguments) -> {
                    throw new IllegalStateException("no database");
                });
    }
}
