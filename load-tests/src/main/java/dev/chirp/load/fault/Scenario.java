package dev.chirp.load.fault;

/**
 * A fault and what must hold of it, besides what must always hold afterwards.
 *
 * @param name short, for tables
 * @param fault what is done to the platform, in one line
 * @param answers what clients may be told meanwhile
 * @param profile when it runs
 * @param servers below the services
 * @param script does it, while load runs; leaves everything running again
 */
record Scenario(String name, String fault, Answers answers, Profile profile, Servers servers, Script script) {
    /** With one server of each kind. */
    Scenario(String name, String fault, Answers answers, Profile profile, Script script) {
        this(name, fault, answers, profile, Servers.ONE_OF_EACH, script);
    }

    enum Profile {
        /** In each build and in the long run. */
        SHORT,
        /** In the long run alone. */
        FULL
    }

    interface Script {
        void run(Site site) throws Exception;
    }
}
