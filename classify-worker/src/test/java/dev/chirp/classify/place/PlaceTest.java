package dev.chirp.classify.place;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlaceTest {
    @ParameterizedTest
    @CsvSource({
        "2026-01-01, 1",
        "2026-01-07, 1",
        "2026-01-08, 2",
        "2026-01-22, 4",
        "2026-01-31, 4",
        "2026-02-01, 5",
        "2026-12-31, 48",
    })
    void countsFourWeeksAMonth(String day, int week) {
        assertThat(Place.at(52, 13, Instant.parse(day + "T12:00:00Z")).week()).isEqualTo(week);
    }

    @Test
    void refusesPlacesThatAreNotOnEarth() {
        assertThatThrownBy(() -> new Place(91, 0, 1)).hasMessageContaining("latitude: 91.0");
        assertThatThrownBy(() -> new Place(0, Double.NaN, 1)).hasMessageContaining("longitude: NaN");
        assertThatThrownBy(() -> new Place(0, 0, 49)).hasMessageContaining("week: 49 (expected: 1..48)");
    }
}
