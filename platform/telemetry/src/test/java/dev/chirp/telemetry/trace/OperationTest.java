package dev.chirp.telemetry.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.context.Scope;
import org.junit.jupiter.api.Test;

/** Without the agent. */
class OperationTest {
    private static final String TRACEPARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    @Test
    void passesTheTraceOfTheCallerOn() {
        Operation operation = Operation.process("topic", TRACEPARENT);

        assertThat(operation.traceparent()).isEqualTo(TRACEPARENT);
        try (Scope scope = operation.onThisThread()) {
            assertThat(Operation.currentTraceparent()).isEqualTo(TRACEPARENT);
            assertThat(new CurrentTrace().getCurrentTraceId()).isEqualTo("0af7651916cd43dd8448eb211c80319c");
            assertThat(new CurrentTrace().isCurrentSpanSampled()).isTrue();
        }
        operation.end();
        assertThat(Operation.currentTraceparent()).isNull();
        assertThat(new CurrentTrace().getCurrentTraceId()).isNull();
    }

    @Test
    void beginsNoTraceByItself() {
        assertThat(Operation.send("topic", null).traceparent()).isNull();
        assertThat(Operation.send("topic", "00-nonsense").traceparent()).isNull();
    }
}
