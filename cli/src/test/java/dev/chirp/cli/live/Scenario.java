package dev.chirp.cli.live;

import dev.chirp.contracts.event.EventJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import tools.jackson.databind.JsonNode;

/** A machine, a clock that a test moves, and a server that says what a test wants. */
final class Scenario {
    /** Every wait is as long as it may be. */
    private static final RandomGenerator LONGEST = new RandomGenerator() {
        @Override
        public long nextLong() {
            return -1;
        }

        @Override
        public double nextDouble() {
            return 1;
        }
    };

    final List<Effect> effects = new ArrayList<>();
    private final LiveMachine machine;
    private long now = 5_000;

    Scenario(List<String> channels, Map<String, Position> since, boolean ack) {
        machine = new LiveMachine(channels, since, ack, LONGEST);
        on(new Input.Start());
    }

    static Scenario fresh() {
        return new Scenario(List.of(), Map.of(), false);
    }

    static Scenario since(long epoch, long offset) {
        return new Scenario(List.of(), Map.of("user", new Position(epoch, offset)), false);
    }

    /** Connected, and forgets the effects of that. */
    Scenario live() {
        connected("{\"channel\": \"user\", \"epoch\": 1, \"offset\": 0, \"recovered\": false, \"replayed\": 0}");
        effects.clear();
        return this;
    }

    void connected(String userState) {
        receive("""
            {"event": "connected", "data": {"ping_interval_ms": 25000, "pong_timeout_ms": 8000, "channels": [%s],
             "reconnect": {"min_ms": 500, "max_ms": 20000, "jitter_ms": 500, "max_attempts": 5}}}\
            """.formatted(userState));
    }

    void resumed(long offset, long replayed) {
        connected("{\"channel\": \"user\", \"epoch\": 1, \"offset\": %d, \"recovered\": true, \"replayed\": %d}"
                .formatted(offset, replayed));
    }

    void bird(long offset) {
        receive(frame(1, offset));
    }

    static String frame(long epoch, long offset) {
        return "{\"event\": \"new_capture\", \"channel\": \"user\", \"epoch\": %d, \"offset\": %d, \"data\": {\"id\": %2$d}}"
                .formatted(epoch, offset);
    }

    void receive(String frame) {
        on(new Input.Received(EventJson.MAPPER.readTree(frame)));
    }

    void lost(int code) {
        on(new Input.Lost(code, "gone"));
    }

    void polled(long epoch, long lastOffset, String... frames) {
        on(new Input.Polled(EventJson.MAPPER.readTree("{\"events\": [%s], \"epoch\": %d, \"last_offset\": %d}"
                .formatted(String.join(",", frames), epoch, lastOffset))));
    }

    void on(Input input) {
        for (Effect effect : machine.on(input, now)) {
            effects.add(effect);
            if (effect instanceof Effect.Deliver(JsonNode frame)) {
                machine.delivered(frame, now);
            }
        }
    }

    /** Lets time pass, with what falls due on the way. */
    void pass(long millis) {
        long end = now + millis;
        while (machine.nextTick() <= end) {
            now = Math.max(now, machine.nextTick());
            on(new Input.Tick());
        }
        now = end;
    }

    State state() {
        return machine.state();
    }

    /** How long the next attempt is waited for. */
    long waiting() {
        return machine.state() instanceof State.Waiting(long until) ? until - now : -1;
    }

    boolean hasTicks() {
        return machine.nextTick() != Long.MAX_VALUE;
    }

    <T extends Effect> List<T> all(Class<T> type) {
        return effects.stream().filter(type::isInstance).map(type::cast).toList();
    }

    List<Long> birds() {
        return all(Effect.Deliver.class).stream()
                .filter(effect -> effect.frame().path("event").asString().equals("new_capture"))
                .map(effect -> effect.frame().path("offset").asLong())
                .toList();
    }

    List<String> sent() {
        return all(Effect.Send.class).stream()
                .map(effect -> effect.frame().toString())
                .toList();
    }
}
