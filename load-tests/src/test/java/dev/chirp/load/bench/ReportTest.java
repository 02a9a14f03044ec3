package dev.chirp.load.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chirp.contracts.event.EventJson;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class ReportTest {
    private static final Figure REPORTED = Figure.of("uploads", "count", 7);
    private static final Figure MET = Figure.below("p95", "ms", 299.9, 300);
    private static final Figure MISSED = Figure.below("p95", "ms", 300, 300);

    @Test
    void isMetWhenNoTargetIsMissed() {
        assertThat(new Report("load", List.of(REPORTED, MET)).isMet()).isTrue();
        assertThat(new Report("load", List.of(REPORTED)).isMet()).isTrue();
    }

    @Test
    void isNotMetWhenOneTargetOfManyIsMissed() {
        assertThat(new Report("load", List.of(MET, MISSED, REPORTED)).isMet()).isFalse();
    }

    @Test
    void isNotMetWhenNothingWasMeasured() {
        assertThat(new Report("load", List.of()).isMet()).isFalse();
    }

    @Test
    void missesTargetsWithFiguresThatAreNone() {
        assertThat(Figure.below("p95", "ms", Double.NaN, 300).met()).isFalse();
        assertThat(Figure.atLeast("rate", "1/s", Double.NaN, 50).met()).isFalse();
        assertThat(Figure.beside("rate", "1/s", 0, 0, 0.6).met()).isFalse();
        assertThat(Figure.notAbove("cost", "s", 0, 0, 1).met()).isFalse();
    }

    @Test
    void isNotMetWhereThePeerIsMissing() {
        Figure alone = Figure.withoutPeer("rate", "1/s", 6, "ratio >= 0.6");
        assertThat(new Report("load", List.of(MET, alone)).isMet()).isFalse();
    }

    @Test
    void comparesWithThePeer() {
        assertThat(Figure.beside("rate", "1/s", 6, 10, 0.6))
                .isEqualTo(new Figure("rate", "1/s", 6, 10.0, 0.6, "ratio >= 0.6", true));
        assertThat(Figure.notAbove("cost", "s", 3, 2, 1).met()).isFalse();
    }

    @Test
    void saysWhatIsMetAndWhatIsMissed() {
        StringWriter text = new StringWriter();
        new Report("load", List.of(REPORTED, MET, MISSED)).print(new PrintWriter(text));
        assertThat(text.toString().lines().skip(2).map(String::strip))
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("uploads").endsWith("count"),
                        line -> assertThat(line).contains("299.9", "< 300.0").endsWith("met"),
                        line -> assertThat(line).contains("300.0", "< 300.0").endsWith("MISSED"));
    }

    @Test
    void writesEachFigureWithItsTarget(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("load.json");
        new Report("load", List.of(REPORTED, MISSED)).write(file);
        JsonNode report = EventJson.MAPPER.readTree(Files.readString(file));
        assertThat(report.propertyNames()).containsExactly("name", "machine", "when", "figures");
        assertThat(report.required("name").asString()).isEqualTo("load");
        assertThat(report.required("figures").get(1).required("target").asString())
                .isEqualTo("< 300.0");
        assertThat(report.required("figures").get(1).required("met").asBoolean())
                .isFalse();
        assertThat(report.required("figures").get(0).path("met").asBoolean(true))
                .isTrue();
    }
}
