package dev.chirp.gatling;

import static io.gatling.javaapi.core.CoreDsl.during;
import static io.gatling.javaapi.core.CoreDsl.listFeeder;
import static io.gatling.javaapi.core.CoreDsl.pace;
import static io.gatling.javaapi.core.CoreDsl.rampUsers;
import static io.gatling.javaapi.core.CoreDsl.scenario;

import io.gatling.javaapi.core.Simulation;
import java.time.Duration;

/** Users who upload a recording every 5 s each, not all at the same moment. */
public final class Uploads extends Simulation {
    private static final Duration EVERY = Duration.ofSeconds(5);

    private final Sending sending;

    public Uploads() {
        Settings settings = Settings.read();
        sending = new Sending(settings);
        setUp(scenario("uploads")
                        .feed(listFeeder(settings.tokens()).circular())
                        .exec(during(settings.total()).on(pace(EVERY).exec(sending.upload())))
                        .injectOpen(rampUsers(settings.users()).during(EVERY)))
                .protocols(sending.protocol());
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
