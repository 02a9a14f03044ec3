package dev.chirp.load.meter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * Written anew by {@code ./mvnw verify -pl load-tests -am -Dmetrics.page=write -Dtest=MetricsPageTest
 * -Dsurefire.failIfNoSpecifiedTests=false}.
 */
class MetricsPageTest {
    private static final Path PAGE = Path.of("..", "docs", "metrics.md");

    @Test
    void describesTheMetersAsTheyAre() throws IOException {
        String text = MetricsPage.text();
        if ("write".equals(System.getProperty("metrics.page"))) {
            Files.writeString(PAGE, text);
        }
        assertThat(text).as("%s (-Dmetrics.page=write writes it anew)", PAGE).isEqualTo(Files.readString(PAGE));
    }
}
