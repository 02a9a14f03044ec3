package dev.chirp.load.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chirp.embedded.QuietLogs;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The short profile of the fan-out's stress suite: 300 clients, real processes, one inspection after each scenario. */
class NothingMissedIT {
    @TempDir
    static Path folder;

    private static StressSuite suite;

    @BeforeAll
    static void start() throws Exception {
        QuietLogs.apply();
        suite = new StressSuite(folder, false, System.out::println);
    }

    @AfterAll
    static void stop() {
        if (suite != null) {
            suite.close();
        }
    }

    static List<String> scenarios() {
        return StressSuite.names(false);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("scenarios")
    void everyClientSeesEachEventOnceAndInOrder(String scenario) throws Exception {
        StressOutcome outcome = suite.run(scenario);

        System.out.printf("%s: %s%n", outcome.name(), outcome.checked());
        assertThat(outcome.violations()).isEmpty();
    }
}
