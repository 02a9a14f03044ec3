package dev.chirp.cli.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chirp.contracts.event.EventJson;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrameLineTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        new_capture      | {"id": 7, "status": "processed", "verdict": "no_bird"}             | capture 7: no bird
        capture_status   | {"id": 7, "status": "deleted"}                                     | capture 7 is deleted
        capture_error    | {"id": 7, "code": "bad_audio", "detail": "no sound"}               | capture 7 failed: no sound
        capture_progress | {"id": 7, "percent": 40}                                           | capture 7: 40 %
        presence         | {"clients": [{"client_id": "desk", "state": "idle"}]}              | here: desk idle
        presence         | {"clients": []}                                                    | here: nobody
        telemetry        | {"name": "Feeder", "captures": 3, "last_capture_at": "2026-05-01"} | device Feeder heard 3 captures, the last at 2026-05-01
        connected        | {"user_id": 3}                                                     | listening as user 3
        """)
    void tellsAnEventInALine(String event, String data, String line) {
        assertThat(FrameLine.of(EventJson.MAPPER.readTree(
                        "{\"event\": \"%s\", \"ts\": \"2026-05-01T12:34:56.789Z\", \"data\": %s}"
                                .formatted(event, data))))
                .hasValue("12:34:56  " + line);
    }

    @Test
    void keepsToItselfWhatIsAboutTheConnection() {
        assertThat(FrameLine.of(EventJson.MAPPER.readTree("{\"event\": \"ping\", \"data\": {}}")))
                .isEmpty();
    }
}
