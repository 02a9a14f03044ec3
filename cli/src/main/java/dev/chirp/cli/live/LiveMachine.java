package dev.chirp.cli.live;

import dev.chirp.cli.live.Effect.Connect;
import dev.chirp.cli.live.Effect.Deliver;
import dev.chirp.cli.live.Effect.End;
import dev.chirp.cli.live.Effect.HangUp;
import dev.chirp.cli.live.Effect.Poll;
import dev.chirp.cli.live.Effect.Renew;
import dev.chirp.cli.live.Effect.Send;
import dev.chirp.cli.live.Effect.Tell;
import dev.chirp.cli.live.State.Connecting;
import dev.chirp.cli.live.State.Idle;
import dev.chirp.cli.live.State.Live;
import dev.chirp.cli.live.State.Stopped;
import dev.chirp.cli.live.State.Waiting;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import tools.jackson.databind.JsonNode;

/**
 * When to connect, what to send, what to hand on: every decision of a live client, without a thread, a clock or a socket.
 * Times are milliseconds of any steady clock. Not thread-safe.
 */
final class LiveMachine {
    static final long CONNECT_MILLIS = 10_000;
    static final long STABLE_MILLIS = 5_000;
    static final long POLL_MILLIS = 10_000;
    static final long ACK_MILLIS = 1_000;
    private static final int POLL_AFTER = 3;
    private static final long NEVER = Long.MAX_VALUE;
    private static final String USER = "user";
    private static final int UNAUTHORIZED = 401;

    private final List<String> channels;
    private final boolean ack;
    private final RandomGenerator random;
    private final Positions positions;
    private final Map<String, Long> unacked = new TreeMap<>();
    private List<Effect> effects = new ArrayList<>();
    private State state = new Idle();
    private BackOff backOff = BackOff.INITIAL;
    private long silenceMillis = 33_000;
    private long returnMillis = -1;
    private int failures;
    private boolean renew;
    private boolean renewedInVain;
    private boolean everLive;
    private boolean pollWorks;
    private boolean pollUnderWay;
    private long pollAt = NEVER;
    private long ackAt = NEVER;
    private long renewAt = NEVER;

    /** {@code channels} besides {@code user}; with {@code ack} everything that was delivered is acknowledged. */
    LiveMachine(List<String> channels, Map<String, Position> since, boolean ack, RandomGenerator random) {
        this.channels =
                channels.stream().filter(channel -> !channel.equals(USER)).toList();
        this.positions = new Positions(since);
        this.ack = ack;
        this.random = random;
    }

    /** Takes an input; what is to be done now, in this order. */
    List<Effect> on(Input input, long now) {
        effects = new ArrayList<>();
        switch (input) {
            case Input.Start() -> connect(now);
            case Input.Tick() -> tick(now);
            case Input.Received(JsonNode frame) -> received(frame, now);
            case Input.Lost(int code, String reason) -> lost(code, reason, now);
            case Input.Refused(int status, String reason) -> refused(status, reason, now);
            case Input.Polled(JsonNode page) -> polled(page, now);
            case Input.PollFailed(int status) -> pollFailed(status, now);
            case Input.Renewed(String token) -> renewed(token);
            case Input.RenewalFailed() -> renewAt = now + POLL_MILLIS;
            case Input.Stop() -> stop(true, "stopped");
        }
        return effects;
    }

    /** When {@link Input.Tick} is due next. */
    long nextTick() {
        long ofState = switch (state) {
            case Connecting(long giveUpAt) -> giveUpAt;
            case Live live -> live.heardAt() + silenceMillis;
            case Waiting(long until) -> until;
            case Idle() -> NEVER;
            case Stopped() -> NEVER;
        };
        return LongStream.of(ofState, pollAt, ackAt, renewAt).min().orElse(NEVER);
    }

    State state() {
        return state;
    }

    private void connect(long now) {
        state = new Connecting(now + CONNECT_MILLIS);
        effects.add(new Connect(renew, positions.since()));
        renew = false;
    }

    private void tick(long now) {
        switch (state) {
            case Waiting(long until) when until <= now -> connect(now);
            case Connecting(long giveUpAt) when giveUpAt <= now -> lost(1006, "no answer", now);
            case Live live when live.heardAt() + silenceMillis <= now -> lost(1006, "no sign of life", now);
            default -> {}
        }
        if (pollAt <= now) {
            pollAt = NEVER;
            poll();
        }
        if (ackAt <= now) {
            acknowledge();
        }
        if (renewAt <= now) {
            renewAt = NEVER;
            effects.add(new Renew());
        }
    }

    private void received(JsonNode frame, long now) {
        if (state instanceof Live live) {
            state = live.heard(now);
        }
        JsonNode data = frame.path("data");
        switch (frame.path("event").asString("")) {
            case "ping" -> effects.add(new Send(Ops.pong()));
            case "connected" -> connected(data, now);
            case "subscribed" -> joined(data.path("channels"));
            case "reconnect" -> returnMillis = Math.clamp(data.path("after_ms").asLong(0), 0, BackOff.SLOW.toMillis());
            case "token_expiring" -> effects.add(new Renew());
            case "error" -> failed(data);
            default -> {}
        }
        deliver(frame);
    }

    private void failed(JsonNode error) {
        String detail = error.path("detail").asString(error.path("code").asString(""));
        String refused = error.path("op_id").asString("");
        if (channels.contains(refused) && !error.path("temporary").asBoolean(false)) {
            stop(false, "The server refuses the channel %s: %s.".formatted(refused, detail));
        } else {
            effects.add(new Tell("The server refuses: " + detail));
        }
    }

    private void deliver(JsonNode frame) {
        if (positions.advance(frame)) {
            effects.add(new Deliver(frame));
        }
    }

    /** A frame was handed on, and may be acknowledged. */
    void delivered(JsonNode frame, long now) {
        if (ack && frame.path("offset").isNumber()) {
            unacked.put(frame.path("channel").asString(), frame.path("offset").asLong());
            ackAt = Math.min(ackAt, now + ACK_MILLIS);
        }
    }

    private void connected(JsonNode data, long now) {
        backOff = backOff.advertised(data.path("reconnect"));
        silenceMillis = data.path("ping_interval_ms").asLong(25_000)
                + data.path("pong_timeout_ms").asLong(8_000);
        state = new Live(now, now);
        pollAt = NEVER;
        pollWorks = false;
        renewedInVain = false;
        returnMillis = -1;
        if (everLive) {
            effects.add(new Tell("Live again"));
        }
        everLive = true;
        joined(data.path("channels"));
        channels.forEach(channel -> effects.add(new Send(Ops.subscribe(channel, positions))));
        acknowledge();
    }

    private void joined(JsonNode states) {
        for (JsonNode channel : states) {
            if (positions.joined(channel)) {
                missed(channel.path("channel").asString());
            }
        }
    }

    private void missed(String channel) {
        unacked.remove(channel);
        effects.add(new Tell("Events of %s were missed that the server no longer has; go on from %s"
                .formatted(channel, positions.of(channel).orElseThrow().of(channel))));
    }

    private void acknowledge() {
        ackAt = NEVER;
        if (state instanceof Live) {
            unacked.forEach((channel, offset) -> effects.add(new Send(Ops.ack(channel, offset))));
            unacked.clear();
        }
    }

    private void lost(int code, String reason, long now) {
        if (state instanceof Stopped || state instanceof Waiting) {
            return;
        }
        effects.add(new HangUp());
        if (CloseCodes.stayAway(code)) {
            stop(false, "The server closed the connection for good: %s (%d).".formatted(reason, code));
            return;
        }
        renew |= code == CloseCodes.TOKEN_EXPIRED;
        if (state instanceof Live live && now - live.since() >= STABLE_MILLIS) {
            failures = 0;
        }
        waitFor(returnMillis >= 0 ? returnMillis : backOff.waitMillis(++failures, random), reason, now);
        returnMillis = -1;
    }

    private void refused(int status, String reason, long now) {
        boolean never = status >= 400 && status < 500 && status != UNAUTHORIZED && status != 408 && status != 429;
        if ((status == UNAUTHORIZED && renewedInVain) || (never && !everLive)) {
            stop(false, "No live connection: " + reason);
            return;
        }
        if (status == UNAUTHORIZED) {
            renew = true;
            renewedInVain = true;
            connect(now);
            return;
        }
        waitFor(backOff.waitMillis(++failures, random), reason, now);
    }

    private void waitFor(long millis, String reason, long now) {
        state = new Waiting(now + millis);
        ackAt = NEVER;
        renewAt = NEVER;
        effects.add(new Tell(
                String.format(Locale.ROOT, "Connection lost (%s), next attempt in %.1f s", reason, millis / 1_000.0)));
        if (failures >= POLL_AFTER && pollAt == NEVER && !pollUnderWay) {
            pollAt = now;
        }
    }

    private void poll() {
        long after = positions.of(USER).map(Position::offset).orElse(Long.MAX_VALUE); // without a position the end
        effects.add(new Poll(renew, after));
        renew = false;
        pollUnderWay = true;
    }

    private void polled(JsonNode page, long now) {
        pollUnderWay = false;
        if (state instanceof Live || state instanceof Stopped) {
            return;
        }
        if (!pollWorks) {
            pollWorks = true;
            effects.add(
                    new Tell("Reading the log every %d s until the connection is back".formatted(POLL_MILLIS / 1_000)));
        }
        JsonNode events = page.path("events");
        var end = new Position(
                page.path("epoch").asLong(), page.path("last_offset").asLong());
        long oldest = events.path(0).path("offset").asLong(end.offset() + 1);
        Position known = positions.of(USER).orElse(null);
        if (known == null || known.epoch() != end.epoch()) {
            positions.moveTo(USER, end);
        } else if (oldest > known.offset() + 1) {
            positions.moveTo(USER, new Position(end.epoch(), oldest - 1));
        }
        if (known != null && !known.equals(positions.of(USER).orElseThrow())) {
            missed(USER);
        }
        events.forEach(this::deliver);
        long reached = positions.of(USER).orElseThrow().offset();
        pollAt = reached < end.offset() ? now : now + POLL_MILLIS;
    }

    private void pollFailed(int status, long now) {
        pollUnderWay = false;
        renew |= status == UNAUTHORIZED;
        if (!(state instanceof Live || state instanceof Stopped)) {
            pollWorks = false;
            pollAt = now + POLL_MILLIS;
        }
    }

    private void renewed(String token) {
        if (state instanceof Live) {
            effects.add(new Send(Ops.refresh(token)));
        }
    }

    private void stop(boolean wanted, String reason) {
        if (state instanceof Stopped) {
            return;
        }
        acknowledge();
        state = new Stopped();
        pollAt = NEVER;
        ackAt = NEVER;
        renewAt = NEVER;
        effects.add(new HangUp());
        effects.add(new End(wanted, reason));
    }
}
