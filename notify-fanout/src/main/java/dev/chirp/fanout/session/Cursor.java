package dev.chirp.fanout.session;

import dev.chirp.fanout.channel.LiveMessage;
import dev.chirp.fanout.channel.Position;
import dev.chirp.fanout.history.Replay;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Where a session stands in one durable channel. Decides which messages go out now, so that the client gets each offset
 * once and in order, and when the past must be read. Immutable and free of effects.
 */
sealed interface Cursor {

    /** A live message has come. */
    Move on(LiveMessage message);

    /** Messages may have been missed. */
    Move catchUp();

    /** Up to where everything has been sent; empty while that is not known. */
    Optional<Position> sent();

    /** What follows from an input: the next state, what is sent now, and what is needed. */
    record Move(Cursor next, List<LiveMessage> release, Need need) {
        static Move stay(Cursor same) {
            return new Move(same, List.of(), Need.NOTHING);
        }
    }

    /** What the cursor needs to go on. */
    enum Need {
        NOTHING,
        /** The messages after its position. */
        PAST,
        /** The same, after a pause: it was not to be had now. */
        PAST_LATER,
        /** Nothing helps: the session ends, its client starts anew. */
        END
    }

    /** Live messages that came before their turn; bounded, what is too much is read from the past instead. */
    record Early(List<LiveMessage> messages, boolean incomplete) {
        static final int MOST = 256;
        static final Early NONE = new Early(List.of(), false);

        Early with(LiveMessage message) {
            if (messages.size() >= MOST) {
                return new Early(messages, true);
            }
            List<LiveMessage> longer = new ArrayList<>(messages);
            longer.add(message);
            return new Early(longer, incomplete);
        }

        Early markIncomplete() {
            return new Early(messages, true);
        }
    }

    /** The position is not known yet. */
    record Joining(Early early) implements Cursor {
        static final Joining START = new Joining(Early.NONE);

        @Override
        public Move on(LiveMessage message) {
            return Move.stay(new Joining(early.with(message)));
        }

        @Override
        public Move catchUp() {
            return Move.stay(new Joining(early.markIncomplete()));
        }

        @Override
        public Optional<Position> sent() {
            return Optional.empty();
        }

        /** The position is found; everything after it is still to be sent. */
        Move joined(Position last) {
            return settle(last, early);
        }
    }

    /** Everything up to {@code last} is sent, the next message is expected live. */
    record Live(Position last) implements Cursor {
        @Override
        public Optional<Position> sent() {
            return Optional.of(last);
        }

        @Override
        public Move on(LiveMessage message) {
            boolean isNext = message.epoch() == last.epoch() && message.offset() == last.offset() + 1;
            return isNext
                    ? new Move(new Live(last.at(message.offset())), List.of(message), Need.NOTHING)
                    : settle(last, Early.NONE.with(message));
        }

        @Override
        public Move catchUp() {
            return new Move(new CatchingUp(last, Early.NONE), List.of(), Need.PAST);
        }
    }

    /** The past after {@code last} is being read; live messages wait. */
    record CatchingUp(Position last, Early early) implements Cursor {
        @Override
        public Optional<Position> sent() {
            return Optional.of(last);
        }

        @Override
        public Move on(LiveMessage message) {
            return Move.stay(new CatchingUp(last, early.with(message)));
        }

        @Override
        public Move catchUp() {
            return Move.stay(new CatchingUp(last, early.markIncomplete()));
        }

        Move on(Replay replay) {
            return switch (replay) {
                case Replay.Lost() -> new Move(this, List.of(), Need.END);
                case Replay.Page(List<LiveMessage> messages, boolean more) -> on(messages, more);
            };
        }

        /** The past could not be read now. */
        Move failed() {
            return new Move(this, List.of(), Need.PAST_LATER);
        }

        private Move on(List<LiveMessage> page, boolean more) {
            Move read = settle(last, new Early(page, false));
            if (!(read.next instanceof Live(Position reached))) {
                return new Move(this, List.of(), Need.END);
            }
            if (more) {
                return new Move(new CatchingUp(reached, early), read.release, Need.PAST);
            }
            // An incomplete buffer is made up for by the page only if that was read afterwards: ask once more.
            Move rest = settle(reached, early);
            List<LiveMessage> all = new ArrayList<>(read.release);
            all.addAll(rest.release);
            Need need = rest.need == Need.PAST && all.isEmpty() && !early.incomplete ? Need.PAST_LATER : rest.need;
            return new Move(rest.next, all, need);
        }
    }

    private static Move settle(Position last, Early early) {
        List<LiveMessage> ordered = new ArrayList<>(early.messages);
        ordered.sort(Comparator.comparingLong(LiveMessage::epoch).thenComparingLong(LiveMessage::offset));
        List<LiveMessage> release = new ArrayList<>(ordered.size());
        long reached = last.offset();
        for (int i = 0; i < ordered.size(); i++) {
            LiveMessage message = ordered.get(i);
            if (message.epoch() > last.epoch()) {
                return new Move(new Live(last.at(reached)), release, Need.END);
            }
            if (message.epoch() < last.epoch() || message.offset() <= reached) {
                continue;
            }
            if (message.offset() > reached + 1) {
                Early rest = new Early(List.copyOf(ordered.subList(i, ordered.size())), false);
                return new Move(new CatchingUp(last.at(reached), rest), release, Need.PAST);
            }
            release.add(message);
            reached = message.offset();
        }
        Position now = last.at(reached);
        return early.incomplete
                ? new Move(new CatchingUp(now, Early.NONE), release, Need.PAST)
                : new Move(new Live(now), release, Need.NOTHING);
    }
}
