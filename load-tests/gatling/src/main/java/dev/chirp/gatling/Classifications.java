package dev.chirp.gatling;

import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.scenario;

import io.gatling.javaapi.core.Simulation;

/** Recordings to {@code /classify} at a rate, whether it keeps up or not, over connections that are shared. */
public final class Classifications extends Simulation {
    private final Sending sending;

    public Classifications() {
        Settings settings = Settings.read();
        sending = new Sending(settings);
        setUp(scenario("classifications")
                        .exec(sending.classification())
                        .injectOpen(constantUsersPerSec(settings.perSecond()).during(settings.total())))
                .protocols(sending.protocol().shareConnections());
    }

    @Override
    public void before() {
        sending.begin();
    }

    @Override
    public void after() {
        sending.end();
    }
}
