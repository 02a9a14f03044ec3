package dev.chirp.fanout.snapshot;

import dev.chirp.fanout.tick.Ticks;
import java.time.InstantSource;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The beans of this package. */
@Configuration(proxyBeanMethods = false)
class SnapshotConfiguration {

    @Bean
    SnapshotBoard snapshotBoard(List<SnapshotSource> sources, Ticks ticks) {
        return new SnapshotBoard(sources, ticks, InstantSource.system());
    }
}
