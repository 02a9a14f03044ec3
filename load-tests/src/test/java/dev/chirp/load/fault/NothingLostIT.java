package dev.chirp.load.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chirp.embedded.QuietLogs;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The short profile of the fault suite: real processes, one platform, one inspection after each scenario. */
class NothingLostIT {
    @TempDir
    static Path folder;

    private static FaultSuite suite;

    @BeforeAll
    static void start() throws Exception {
        QuietLogs.apply();
        long seed = System.nanoTime();
        System.out.println("faults from seed " + seed);
        suite = new FaultSuite(folder, false, Servers.ONE_OF_EACH, seed, System.out::println);
    }

    @AfterAll
    static void stop() throws Exception {
        if (suite != null) {
            suite.close();
        }
    }

    static List<String> scenarios() {
        return FaultSuite.names(false, Servers.ONE_OF_EACH);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("scenarios")
    void losesNothing(String scenario) throws Exception {
        Outcome outcome = suite.run(scenario);

        System.out.println(outcome.line());
        assertThat(outcome.violations()).isEmpty();
    }
}
