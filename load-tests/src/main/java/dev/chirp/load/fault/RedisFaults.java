package dev.chirp.load.fault;

import dev.chirp.load.process.ServerProcess;

/** Redis that does not answer, and Redis that comes back empty. */
final class RedisFaults {
    private RedisFaults() {}

    static void freeze(Site site) throws Exception {
        ServerProcess redis = site.platform().redis();
        site.away(redis::pause, redis::resume);
    }

    static void kill(Site site) throws Exception {
        ServerProcess redis = site.platform().redis();
        site.away(() -> redis.end("KILL"), redis::start);
    }
}
