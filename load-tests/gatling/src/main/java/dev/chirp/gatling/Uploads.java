package dev.chirp.gatling;

import static io.gatling.javaapi.core.CoreDsl.during;
import static io.gatling.javaapi.core.CoreDsl.listFeeder;
import static io.gatling.javaapi.core.CoreDsl.pace;
import static io.gatling.javaapi.core.CoreDsl.rampUsers;
import static io.gatling.javaapi.core.CoreDsl.scenario;

import java.time.Duration;

/** Users who upload a recording every 5 s each, not all at the same moment. */
public final class Uploads extends SendingSimulation {
    private static final Duration EVERY = Duration.ofSeconds(5);

    public Uploads() {
        setUp(scenario("uploads")
                        .feed(listFeeder(settings.tokens()).circular())
                        .exec(during(settings.total()).on(pace(EVERY).exec(sending.upload())))
                        .injectOpen(rampUsers(settings.users()).during(EVERY)))
                .protocols(sending.protocol());
    }
}
