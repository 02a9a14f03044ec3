package dev.chirp.telemetry.meter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.tuple;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentedMeterTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    private enum Owl implements DocumentedMeter {
        HOOTS(MeterDescription.meter(Meter.Type.COUNTER, "owl.hoots", "Hoots that were heard")
                .tag("mood", "calm", "cross")
                .tagOfAtMost(3, "forest")),
        AWAKE(MeterDescription.meter(Meter.Type.GAUGE, "owl.awake", "Owls that are not asleep")),
        NIGHT(MeterDescription.meter(Meter.Type.GAUGE, "owl.night", "How long it has been dark")
                .unit("seconds")
                .tagOfAtMost(3, "forest"));

        private final MeterDescription description;

        Owl(MeterDescription description) {
            this.description = description;
        }

        @Override
        public MeterDescription description() {
            return description;
        }
    }

    @Test
    void registersWhatIsDocumented() {
        // When
        Owl.HOOTS.counter(registry, "forest", "north", "mood", "calm").increment();
        Owl.HOOTS.counter(registry, "mood", "calm", "forest", "north").increment();

        // Then
        Meter.Id id = registry.get("owl.hoots")
                .tags("forest", "north", "mood", "calm")
                .counter()
                .getId();
        assertThat(id.getDescription()).isEqualTo("Hoots that were heard");
        assertThat(registry.get("owl.hoots").counter().count()).isEqualTo(2);
    }

    @Test
    void refusesATagThatIsNotDocumented() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Owl.HOOTS.counter(registry, "forest", "north", "tree", "oak"))
                .withMessageContainingAll("owl.hoots", "tree", "mood: calm, cross", "forest: at most 3");
    }

    @Test
    void refusesATagTooMany() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Owl.HOOTS.counter(registry, "forest", "north", "mood", "calm", "tree", "oak"));
        assertThatIllegalArgumentException().isThrownBy(() -> Owl.AWAKE.gauge(registry, () -> 1, "forest", "north"));
    }

    @Test
    void refusesATagTooFew() {
        assertThatIllegalArgumentException().isThrownBy(() -> Owl.HOOTS.counter(registry, "mood", "calm"));
        assertThatIllegalArgumentException().isThrownBy(() -> Owl.HOOTS.counter(registry));
    }

    @Test
    void refusesAValueThatIsNotDocumented() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Owl.HOOTS.counter(registry, "forest", "north", "mood", "hungry"));
    }

    @Test
    void refusesAnotherKindOfMeter() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Owl.AWAKE.counter(registry))
                .withMessage("owl.awake is a GAUGE, no COUNTER");
    }

    @Test
    void showsRowsThatComeAndGo() {
        // Given
        GaugeRows nights = Owl.NIGHT.gauges(registry);
        nights.show(List.of("north", "south"), forest -> Tags.of("forest", forest), String::length);

        // When
        nights.show(List.of("south", "west"), forest -> Tags.of("forest", forest), forest -> 7);

        // Then
        assertThat(registry.get("owl.night").gauges())
                .extracting(gauge -> gauge.getId().getTag("forest"), gauge -> gauge.value())
                .containsExactlyInAnyOrder(tuple("south", 7.0), tuple("west", 7.0));
        assertThat(registry.get("owl.night").gauges())
                .allSatisfy(gauge -> assertThat(gauge.getId().getBaseUnit()).isEqualTo("seconds"));
    }

    @Test
    void refusesRowsThatAreNotAsDocumented() {
        GaugeRows nights = Owl.NIGHT.gauges(registry);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> nights.show(List.of("oak"), tree -> Tags.of("tree", tree), String::length));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Owl", "owl_hoots", "owl..hoots", "owl.*", ""})
    void refusesANameThatPrometheusWouldChange(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MeterDescription.meter(Meter.Type.COUNTER, name, "Hoots"));
    }
}
