package dev.chirp.gatling;

import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.listFeeder;
import static io.gatling.javaapi.core.CoreDsl.scenario;

import io.gatling.javaapi.core.OpenInjectionStep;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Uploads at a rate, and for 5 s in each 30 s at ten times that rate, whether the platform keeps up or not. */
public final class Bursts extends SendingSimulation {
    private static final int TIMES = 10;
    private static final Duration BURST = Duration.ofSeconds(5);
    private static final Duration CALM = Duration.ofSeconds(25);

    public Bursts() {
        setUp(scenario("bursts")
                        .feed(listFeeder(settings.tokens()).circular())
                        .exec(sending.upload())
                        .injectOpen(steps(settings)))
                .protocols(sending.protocol());
    }

    private static List<OpenInjectionStep> steps(Settings settings) {
        double rate = settings.perSecond();
        List<OpenInjectionStep> steps = new ArrayList<>();
        steps.add(constantUsersPerSec(rate).during(settings.warmUp()));
        long bursts = settings.measured().dividedBy(CALM.plus(BURST));
        for (long i = 0; i < bursts; i++) {
            steps.add(constantUsersPerSec(rate).during(CALM));
            steps.add(constantUsersPerSec(TIMES * rate).during(BURST));
        }
        return steps;
    }
}
