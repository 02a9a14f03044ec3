package dev.chirp.load.fanout;

import java.util.List;

/** All scenarios, in the order in which they run. */
final class StressScenarios {
    static final List<StressScenario> ALL = List.of(
            new StressScenario("recovery storm", true, ClientStress::kickAll),
            new StressScenario("stalled readers", true, ClientStress::stall),
            new StressScenario("black hole", true, ClientStress::blackHole),
            new StressScenario("twenty rounds", false, ClientStress::rounds),
            new StressScenario("Redis flushed", true, RedisStress::flush),
            new StressScenario("Redis restarted", false, RedisStress::restart),
            new StressScenario("Redis frozen", false, RedisStress::freeze),
            new StressScenario("Redis killed with unsaved writes", true, RedisStress::killUnsaved),
            new StressScenario("one of two instances killed", false, InstanceStress::killOneOfTwo),
            new StressScenario("rolling restart", false, InstanceStress::rollingRestart),
            new StressScenario("older database restored", false, DatabaseStress::restoreOlder));

    private StressScenarios() {}
}
