package dev.chirp.gateway.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chirp.contracts.event.EventJson;
import java.util.List;
import org.junit.jupiter.api.Test;

class PayloadDiffTest {
    private static List<String> diff(String before, String after) {
        return PayloadDiff.between(EventJson.MAPPER.readTree(before), EventJson.MAPPER.readTree(after)).stream()
                .map(change -> change.path() + " " + change.before() + " " + change.after())
                .toList();
    }

    @Test
    void namesMembersThatWereChangedAddedAndRemoved() {
        assertThat(diff("{\"a\": 1, \"b\": 2, \"c\": 3}", "{\"a\": 1, \"b\": 5, \"d\": 4}"))
                .containsExactly("/b 2 5", "/c 3 null", "/d null 4");
    }

    @Test
    void goesIntoObjectsAndEscapesNames() {
        assertThat(diff("{\"a\": {\"x/y\": [1, 2]}}", "{\"a\": {\"x/y\": [1, 3]}}"))
                .containsExactly("/a/x~1y [1,2] [1,3]");
    }

    @Test
    void findsNothingWhereNothingChanged() {
        assertThat(diff("{\"a\": null}", "{\"a\": null}")).isEmpty();
    }
}
