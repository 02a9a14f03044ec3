package dev.chirp.gateway.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.HttpStatusCode;
import org.springframework.web.server.ResponseStatusException;

class FailureMappingTest {
    @ParameterizedTest
    @CsvSource({
        "400, INVALID_REQUEST",
        "404, NOT_FOUND",
        "413, REQUEST_TOO_LARGE",
        "418, INVALID_REQUEST",
        "500, INTERNAL_ERROR",
        "503, OVERLOADED",
        "504, INTERNAL_ERROR"
    })
    void keepsTheSideThatIsAtFault(int status, ProblemType type) {
        Problem problem = FailureMapping.problemOf(new ResponseStatusException(HttpStatusCode.valueOf(status)));

        assertThat(problem.type()).isEqualTo(type);
    }

    @Test
    void saysThatTheStoreIsAwayAndWhenToTryAgain() {
        Problem problem = FailureMapping.problemOf(new IOException("No space left on device"));

        assertThat(problem.type()).isEqualTo(ProblemType.STORE_AWAY);
        assertThat(problem.headers()).containsKey("Retry-After");
        assertThat(problem.detail()).doesNotContain("device");
    }
}
