package dev.chirp.art.completion;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * When the sweeper runs.
 *
 * @param giveUpAfter captures that have waited longer than this get the placeholder
 */
@ConfigurationProperties("chirp.art.sweeper")
record SweeperSettings(Duration every, Duration giveUpAfter, Duration stopTimeout) {}
