package dev.chirp.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.support.GenericApplicationContext;

class ServingTest {
    @Test
    void isOutOfServiceBeforeTheFirstPartOfTheServiceStops() {
        // Given
        List<Status> seen = new ArrayList<>();
        var context = new GenericApplicationContext();
        context.registerBean(Serving.class);
        context.registerBean(First.class, () -> new First(context.getBean(Serving.class), seen));
        context.refresh();

        // When
        context.close();

        // Then
        assertThat(seen).containsExactly(Status.UP, Status.OUT_OF_SERVICE);
    }

    /** The last to start and the first to stop. */
    private static final class First implements SmartLifecycle {
        private final Serving serving;
        private final List<Status> seen;
        private boolean running;

        First(Serving serving, List<Status> seen) {
            this.serving = serving;
            this.seen = seen;
        }

        @Override
        public void start() {
            seen.add(serving.health().getStatus());
            running = true;
        }

        @Override
        public void stop() {
            seen.add(serving.health().getStatus());
            running = false;
        }

        @Override
        public boolean isRunning() {
            return running;
        }

        @Override
        public int getPhase() {
            return Integer.MAX_VALUE;
        }
    }
}
