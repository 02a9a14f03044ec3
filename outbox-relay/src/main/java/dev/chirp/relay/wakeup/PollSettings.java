package dev.chirp.relay.wakeup;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * When the event table is looked at.
 *
 * @param busy the wait after a look that found something, unless a notification comes first
 * @param idle the longest wait
 * @param coalesce a pause after a look that found something: the notifications of this time are answered by one, as are
 *     those that come during a look in any case
 * @param pageRows the most events read by one statement
 */
@ConfigurationProperties("relay.poll")
public record PollSettings(
        @DefaultValue("5ms") Duration busy,
        @DefaultValue("100ms") Duration idle,
        @DefaultValue("0ms") Duration coalesce,
        @DefaultValue("2000") int pageRows) {
    public PollSettings {
        if (busy.compareTo(idle) > 0 || busy.isZero() || busy.isNegative()) {
            throw new IllegalArgumentException(
                    "relay.poll.busy: " + busy + " (expected: above 0, at most " + idle + ")");
        }
        if (pageRows < 1) {
            throw new IllegalArgumentException("relay.poll.page-rows: " + pageRows + " (expected: at least 1)");
        }
    }
}
