package dev.chirp.load.fanout;

/**
 * Something that is done to the fan-out while events are committed, and what must hold of it besides what must always hold.
 *
 * @param name short, for tables
 * @param isShort whether it is a part of every build
 * @param script does it, and notes its own checks; leaves everything running again
 */
record StressScenario(String name, boolean isShort, Script script) {
    interface Script {
        void run(StressStage stage) throws Exception;
    }
}
