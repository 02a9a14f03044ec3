package dev.chirp.cli.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LiveMachineTest {

    @Nested
    class ComingBack {

        @Test
        void doublesTheCeilingOfItsWaitsAndSlowsDownAfterFiveAttempts() {
            Scenario scenario = Scenario.fresh();
            List<Long> waits = new ArrayList<>();
            for (int failure = 0; failure < 7; failure++) {
                scenario.on(new Input.Refused(503, "draining"));
                waits.add(scenario.waiting());
                scenario.pass(scenario.waiting());
            }

            assertThat(waits).containsExactly(1_000L, 1_500L, 2_500L, 4_500L, 8_500L, 60_500L, 60_500L);
        }

        @Test
        void takesTheWindowThatTheServerAdvertises() {
            Scenario scenario = Scenario.fresh();
            scenario.receive(
                    "{\"event\": \"connected\", \"data\": {\"reconnect\": {\"min_ms\": 3000, \"jitter_ms\": 7}}}");
            scenario.lost(1006);

            assertThat(scenario.waiting()).isEqualTo(3_007);
        }

        @Test
        void forgetsFailuresOnlyAfterASocketThatLasted() {
            Scenario scenario = Scenario.fresh().live();
            scenario.lost(1006);
            scenario.pass(scenario.waiting());
            scenario.resumed(0, 0);
            scenario.lost(1006);
            assertThat(scenario.waiting()).isEqualTo(1_500);

            scenario.pass(scenario.waiting());
            scenario.resumed(0, 0);
            scenario.pass(LiveMachine.STABLE_MILLIS);
            scenario.lost(1006);
            assertThat(scenario.waiting()).isEqualTo(1_000);
        }

        @Test
        void waitsAsLongAsADrainingServerAsks() {
            Scenario scenario = Scenario.fresh().live();
            scenario.receive("{\"event\": \"reconnect\", \"data\": {\"reason\": \"drain\", \"after_ms\": 1234}}");
            scenario.lost(4001);

            assertThat(scenario.waiting()).isEqualTo(1_234);
        }

        @Test
        void takesASilentServerForDead() {
            Scenario scenario = Scenario.fresh().live();
            scenario.pass(20_000);
            scenario.receive("{\"event\": \"ping\", \"data\": {}}");
            assertThat(scenario.sent()).containsExactly("{\"op\":\"pong\"}");

            scenario.pass(32_999);
            assertThat(scenario.state()).isInstanceOf(State.Live.class);
            scenario.pass(1);
            assertThat(scenario.state()).isInstanceOf(State.Waiting.class);
            assertThat(scenario.all(Effect.HangUp.class)).hasSize(1);
        }

        @Test
        void givesUpAnAttemptWithoutAnAnswer() {
            Scenario scenario = Scenario.fresh();
            scenario.pass(LiveMachine.CONNECT_MILLIS);

            assertThat(scenario.state()).isInstanceOf(State.Waiting.class);
        }

        @ParameterizedTest
        @ValueSource(ints = {4500, 4501, 4503, 4504, 4999, 1002, 1003, 1007, 1009})
        void staysAwayWhenTheServerWantsThat(int code) {
            Scenario scenario = Scenario.fresh().live();
            scenario.lost(code);

            assertThat(scenario.all(Effect.End.class))
                    .singleElement()
                    .satisfies(end -> assertThat(end.reason()).contains("gone", String.valueOf(code)));
            assertThat(scenario.hasTicks()).isFalse();
        }

        @ParameterizedTest
        @ValueSource(ints = {1000, 1001, 1005, 1006, 1011, 4000, 4001, 4008, 4010, 4012, 4013, 4499})
        void comesBackOtherwise(int code) {
            Scenario scenario = Scenario.fresh().live();
            scenario.lost(code);

            assertThat(scenario.state()).isInstanceOf(State.Waiting.class);
        }

        @Test
        void endsWhenNotLetInAtFirstForAnotherReasonThanItsToken() {
            Scenario scenario = Scenario.fresh();
            scenario.on(new Input.Refused(403, "no"));

            assertThat(scenario.all(Effect.End.class)).containsExactly(new Effect.End(false, "No live connection: no"));
        }
    }

    @Nested
    class Positions {

        @Test
        void resumesAfterWhatWasSeenAndTellsNothingTwice() {
            Scenario scenario = Scenario.fresh().live();
            scenario.bird(1);
            scenario.bird(2);
            scenario.lost(1006);
            scenario.pass(scenario.waiting());
            assertThat(scenario.all(Effect.Connect.class))
                    .last()
                    .extracting(Effect.Connect::since)
                    .isEqualTo(List.of("user@1:2"));

            scenario.resumed(4, 2);
            List.of(2, 3, 4, 4, 5).forEach(scenario::bird);
            assertThat(scenario.birds()).containsExactly(1L, 2L, 3L, 4L, 5L);
        }

        @Test
        void doesNotSkipWhatTheServerReplaysAfterTheLastAck() {
            Scenario scenario = Scenario.fresh();
            scenario.resumed(7, 2);
            scenario.bird(6);
            scenario.bird(7);

            assertThat(scenario.birds()).containsExactly(6L, 7L);
        }

        @Test
        void saysWhenEventsWereMissedForGood() {
            Scenario scenario = Scenario.since(1, 3);
            scenario.connected("{\"channel\": \"user\", \"epoch\": 2, \"offset\": 1, \"recovered\": false}");
            scenario.receive(Scenario.frame(1, 4));
            scenario.receive(Scenario.frame(2, 2));

            assertThat(scenario.all(Effect.Tell.class))
                    .singleElement()
                    .satisfies(tell -> assertThat(tell.sentence()).contains("missed", "user@2:1"));
            assertThat(scenario.birds()).containsExactly(2L);
        }

        @Test
        void acknowledgesWhatWasDeliveredOnceASecond() {
            Scenario scenario = new Scenario(List.of(), Map.of(), true).live();
            scenario.bird(1);
            scenario.bird(2);
            assertThat(scenario.sent()).isEmpty();
            scenario.pass(LiveMachine.ACK_MILLIS);

            assertThat(scenario.sent()).containsExactly("{\"op\":\"ack\",\"channel\":\"user\",\"offset\":2}");
            scenario.pass(10_000);
            assertThat(scenario.sent()).hasSize(1);
        }

        @Test
        void acknowledgesAtTheEnd() {
            Scenario scenario = new Scenario(List.of(), Map.of(), true).live();
            scenario.bird(1);
            scenario.on(new Input.Stop());

            assertThat(scenario.effects)
                    .extracting(Object::getClass)
                    .endsWith(Effect.Send.class, Effect.HangUp.class, Effect.End.class);
        }
    }

    @Nested
    class Channels {

        @Test
        void areSubscribedAfterEachReturn() {
            Scenario scenario = new Scenario(List.of("user", "presence:user", "device:7"), Map.of(), false);
            scenario.resumed(0, 0);
            scenario.lost(1006);
            scenario.pass(scenario.waiting());
            scenario.resumed(0, 0);

            String presence =
                    "{\"op\":\"subscribe\",\"id\":\"presence:user\",\"channels\":[{\"channel\":\"presence:user\"}]}";
            String device = "{\"op\":\"subscribe\",\"id\":\"device:7\",\"channels\":[{\"channel\":\"device:7\"}]}";
            assertThat(scenario.sent()).containsExactly(presence, device, presence, device);
        }

        @Test
        void thatAreNotAllowedEndIt() {
            Scenario scenario = new Scenario(List.of("device:7"), Map.of(), false).live();
            scenario.receive("""
                {"event": "error", "data": {"op_id": "device:7", "code": "not_allowed", "detail": "not yours", "temporary": false}}\
                """);

            assertThat(scenario.all(Effect.End.class))
                    .singleElement()
                    .satisfies(end -> assertThat(end.reason()).contains("device:7", "not yours"));
        }
    }

    @Nested
    class Tokens {

        @Test
        void areRenewedOnceWhenRefused() {
            Scenario scenario = Scenario.fresh();
            scenario.on(new Input.Refused(401, "no"));
            assertThat(scenario.all(Effect.Connect.class))
                    .extracting(Effect.Connect::renewed)
                    .containsExactly(false, true);

            scenario.on(new Input.Refused(401, "still no"));
            assertThat(scenario.all(Effect.End.class))
                    .containsExactly(new Effect.End(false, "No live connection: still no"));
        }

        @Test
        void areRenewedOnTheSocketBeforeTheyExpire() {
            Scenario scenario = Scenario.fresh().live();
            scenario.receive("{\"event\": \"token_expiring\", \"data\": {}}");
            scenario.on(new Input.RenewalFailed());
            scenario.pass(10_000);
            assertThat(scenario.all(Effect.Renew.class)).hasSize(2);
            scenario.on(new Input.Renewed("new"));

            assertThat(scenario.sent()).containsExactly("{\"op\":\"refresh\",\"token\":\"new\"}");
        }

        @Test
        void thatExpiredOnTheSocketAreNotUsedToComeBack() {
            Scenario scenario = Scenario.fresh().live();
            scenario.lost(4005);
            scenario.pass(scenario.waiting());

            assertThat(scenario.all(Effect.Connect.class))
                    .last()
                    .extracting(Effect.Connect::renewed)
                    .isEqualTo(true);
        }
    }

    @Nested
    class Polling {

        private Scenario away(Scenario scenario) {
            for (int failure = 0; failure < 3; failure++) {
                assertThat(scenario.all(Effect.Poll.class)).isEmpty();
                scenario.on(new Input.Refused(503, "away"));
                if (failure < 2) {
                    scenario.pass(scenario.waiting());
                }
            }
            scenario.pass(0);
            return scenario;
        }

        @Test
        void beginsAfterThreeFailuresAndEndsWithAConnection() {
            Scenario scenario = away(Scenario.since(1, 4));
            assertThat(scenario.all(Effect.Poll.class)).containsExactly(new Effect.Poll(false, 4));
            scenario.polled(1, 6, Scenario.frame(1, 5), Scenario.frame(1, 6));
            assertThat(scenario.waiting()).as("it goes on trying").isPositive();

            scenario.pass(scenario.waiting());
            scenario.resumed(7, 1);
            scenario.bird(6);
            scenario.bird(7);
            scenario.pass(30_000);
            assertThat(scenario.all(Effect.Poll.class)).hasSize(1);
            assertThat(scenario.birds()).containsExactly(5L, 6L, 7L);
        }

        @Test
        void readsOnAtOnceUntilTheEndThenEveryTenSeconds() {
            Scenario scenario = away(Scenario.since(1, 4));
            scenario.polled(1, 6, Scenario.frame(1, 5));
            scenario.pass(0);
            assertThat(scenario.all(Effect.Poll.class)).hasSize(2);
            scenario.polled(1, 6, Scenario.frame(1, 6));
            scenario.pass(9_999);
            assertThat(scenario.all(Effect.Poll.class)).hasSize(2);
            scenario.pass(1);

            assertThat(scenario.all(Effect.Poll.class)).last().isEqualTo(new Effect.Poll(false, 6));
        }

        @Test
        void renewsARefusedToken() {
            Scenario scenario = away(Scenario.since(1, 4));
            scenario.on(new Input.PollFailed(401));
            scenario.pass(4_000);
            assertThat(scenario.all(Effect.Connect.class))
                    .last()
                    .extracting(Effect.Connect::renewed)
                    .isEqualTo(true);
        }

        @Test
        void beginsAtTheEndWithoutAPosition() {
            Scenario scenario = away(Scenario.fresh());
            scenario.polled(1, 40);

            assertThat(scenario.birds()).isEmpty();
            scenario.pass(scenario.waiting());
            assertThat(scenario.all(Effect.Connect.class))
                    .last()
                    .extracting(Effect.Connect::since)
                    .isEqualTo(List.of("user@1:40"));
        }

        @Test
        void saysWhatTheLogNoLongerHas() {
            Scenario scenario = away(Scenario.since(1, 4));
            scenario.polled(1, 9, Scenario.frame(1, 8), Scenario.frame(1, 9));

            assertThat(scenario.birds()).containsExactly(8L, 9L);
            assertThat(scenario.all(Effect.Tell.class))
                    .last()
                    .satisfies(tell -> assertThat(tell.sentence()).contains("missed", "user@1:7"));
        }
    }
}
