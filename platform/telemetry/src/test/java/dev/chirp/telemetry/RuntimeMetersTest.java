package dev.chirp.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chirp.telemetry.meter.LibraryMeter;
import dev.chirp.telemetry.meter.TagKey;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class RuntimeMetersTest {
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @Test
    void registersNothingThatIsNotDocumented() {
        try (RuntimeMeters bound = new RuntimeMeters(meters)) {
            assertThat(bound).isNotNull();
            assertThat(meters.find("jvm.memory.used").gauges()).isNotEmpty();
            assertThat(meters.getMeters())
                    .extracting(Meter::getId)
                    .allSatisfy(id -> assertThat(keys(id.getName()))
                            .as(id.toString())
                            .containsAll(id.getTags().stream().map(Tag::getKey).toList()));
        }
    }

    /** Of the family of meters that documents this one. */
    private static List<String> keys(String meter) {
        LibraryMeter family = Arrays.stream(LibraryMeter.values())
                .filter(one -> meter.startsWith(one.getName().replace("*", "")))
                .findFirst()
                .orElseThrow(() -> new AssertionError(meter + " is not documented"));
        return family.description().keys().stream().map(TagKey::name).toList();
    }
}
