package dev.chirp.load.meter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chirp.telemetry.meter.DocumentedMeter;
import dev.chirp.telemetry.meter.LibraryMeter;
import dev.chirp.telemetry.meter.TagKey;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScrapeTest {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    @BeforeEach
    void tagWithTheService() {
        registry.config().commonTags("service", "outbox-relay");
    }

    static Stream<DocumentedMeter> ours() {
        return DocumentedMeters.all().filter(meter -> !(meter instanceof LibraryMeter));
    }

    @ParameterizedTest
    @MethodSource("ours")
    void findsWhatWasRegistered(DocumentedMeter meter) {
        // Given
        register(meter);

        // When
        Scrape scrape = scrape();

        // Then
        assertThat(scrape.contradictions()).isEmpty();
        assertThat(scrape.series())
                .isNotEmpty()
                .allSatisfy(one -> assertThat(DocumentedMeters.of(one.name())).contains(meter));
    }

    private void register(DocumentedMeter meter) {
        Tags tags = Tags.of(
                meter.description().keys().stream().map(ScrapeTest::anyOf).toList());
        String[] given = tags.stream()
                .flatMap(tag -> Stream.of(tag.getKey(), tag.getValue()))
                .toArray(String[]::new);
        switch (meter.getType()) {
            case COUNTER -> meter.counter(registry, given).increment();
            case GAUGE -> meter.gauges(registry).show(List.of(tags), same -> same, value -> 1);
            case TIMER ->
                meter.timer(registry, timer -> timer.publishPercentileHistogram(), given)
                        .record(Duration.ofSeconds(1));
            case DISTRIBUTION_SUMMARY -> meter.summary(registry, given).record(1);
            case LONG_TASK_TIMER, OTHER -> throw new IllegalArgumentException(meter.getName());
        }
    }

    private static Tag anyOf(TagKey key) {
        return Tag.of(key.name(), key.values().isEmpty() ? "some" : key.values().getFirst());
    }

    private Scrape scrape() {
        return new Scrape(registry.scrape());
    }

    @Test
    void findsTheFamiliesOfLibraries() {
        // Given
        new JvmMemoryMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);

        // When
        Scrape scrape = scrape();

        // Then
        assertThat(scrape.series()).hasSizeGreaterThan(10);
        assertThat(scrape.contradictions()).isEmpty();
    }

    @Test
    void findsAMeterThatIsNotDocumented() {
        registry.counter("relay.owls").increment();

        assertThat(scrape().contradictions()).containsExactly("relay_owls_total is not documented");
    }

    @Test
    void findsATagThatIsNotDocumented() {
        registry.counter("relay.wakeups", "owl", "tawny").increment();

        assertThat(scrape().contradictions())
                .containsExactly("relay_wakeups_total is tagged [owl, service] (expected: [service])");
    }

    @Test
    void findsAValueThatIsNotDocumented() {
        registry.counter("relay.producer.replaced", "reason", "tired").increment();

        assertThat(scrape().contradictions())
                .containsExactly(
                        "relay_producer_replaced_total is tagged reason=tired (expected: reason: broken, overslept)");
    }

    @Test
    void findsMoreValuesThanAreDocumented() {
        IntStream.rangeClosed('a', 'z')
                .mapToObj(letter -> "limit-" + (char) letter)
                .forEach(limit -> registry.counter("limits.decisions", "limit", limit, "decision", "allowed"));

        assertThat(scrape().contradictions()).containsExactly("limits.decisions has 26 values of limit: at most 8");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "12345",
                "user-4711082",
                "b5b7a0de-8b1c-4a55-9d3e-2f0d1c7a9e11",
                "ada@example.org",
                "4bf92f3577b34da6"
            })
    void findsAnId(String value) {
        registry.counter("gateway.intake.refused", "reason", value);

        assertThat(scrape().contradictions())
                .containsExactly(
                        "gateway_intake_refused_total is tagged reason=%s, which looks like an id".formatted(value));
    }
}
