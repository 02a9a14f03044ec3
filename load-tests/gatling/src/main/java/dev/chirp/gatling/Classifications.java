package dev.chirp.gatling;

import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.scenario;

/** Recordings to {@code /classify} at a rate, whether it keeps up or not, over connections that are shared. */
public final class Classifications extends SendingSimulation {
    public Classifications() {
        setUp(scenario("classifications")
                        .exec(sending.classification())
                        .injectOpen(constantUsersPerSec(settings.perSecond()).during(settings.total())))
                .protocols(sending.protocol().shareConnections());
    }
}
