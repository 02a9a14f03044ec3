package dev.chirp.fanout.session;

import static dev.chirp.fanout.session.Messages.at;
import static dev.chirp.fanout.session.Messages.message;
import static dev.chirp.fanout.session.Messages.messages;
import static org.assertj.core.api.Assertions.assertThat;

import dev.chirp.fanout.channel.LiveMessage;
import dev.chirp.fanout.history.Replay;
import dev.chirp.fanout.session.Cursor.CatchingUp;
import dev.chirp.fanout.session.Cursor.Early;
import dev.chirp.fanout.session.Cursor.Joining;
import dev.chirp.fanout.session.Cursor.Live;
import dev.chirp.fanout.session.Cursor.Move;
import dev.chirp.fanout.session.Cursor.Need;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class CursorTest {
    @Test
    void releasesTheNextMessageAtOnce() {
        Move move = live(4).on(message(5));

        assertThat(move.release()).extracting(LiveMessage::offset).containsExactly(5L);
        assertThat(move.next()).isEqualTo(live(5));
        assertThat(move.need()).isEqualTo(Need.NOTHING);
    }

    @Test
    void ignoresWhatWasSentAndWhatBelongsToAnOlderEpoch() {
        assertThat(live(4).on(message(4))).isEqualTo(Move.stay(live(4)));
        assertThat(live(4).on(message(Messages.EPOCH - 1, 5))).isEqualTo(Move.stay(live(4)));
    }

    @Test
    void endsWhenTheEpochRises() {
        assertThat(live(4).on(message(Messages.EPOCH + 1, 5)).need()).isEqualTo(Need.END);
    }

    @Test
    void readsThePastAtAGapAndHoldsWhatCameEarly() {
        Move gap = live(4).on(message(7));
        Move held = gap.next().on(message(8));
        Move filled = catchingUp(held).on(page(messages(5, 6)));

        assertThat(gap.need()).isEqualTo(Need.PAST);
        assertThat(gap.release()).isEmpty();
        assertThat(held.release()).isEmpty();
        assertThat(filled.release()).extracting(LiveMessage::offset).containsExactly(5L, 6L, 7L, 8L);
        assertThat(filled.next()).isEqualTo(live(8));
    }

    @Test
    void mergesThePastWithWhatCameLive() {
        Move held = live(4).catchUp().next().on(message(6));
        Move filled = catchingUp(held).on(page(messages(5, 7)));

        assertThat(filled.release()).extracting(LiveMessage::offset).containsExactly(5L, 6L, 7L);
    }

    @Test
    void asksAgainWhileThereIsMorePast() {
        Move first = catchingUp(live(4).catchUp()).on(new Replay.Page(messages(5, 6), true));

        assertThat(first.release()).hasSize(2);
        assertThat(first.need()).isEqualTo(Need.PAST);
        assertThat(catchingUp(first).on(page(messages(7, 7))).next()).isEqualTo(live(7));
    }

    @Test
    void asksLaterWhenThePastDoesNotShowItYet() {
        Move gap = live(4).on(message(7));

        assertThat(catchingUp(gap).on(page(List.of())).need()).isEqualTo(Need.PAST_LATER);
        assertThat(catchingUp(gap).failed().need()).isEqualTo(Need.PAST_LATER);
    }

    @Test
    void endsWhenThePastIsLost() {
        CatchingUp waiting = catchingUp(live(4).catchUp());

        assertThat(waiting.on(new Replay.Lost()).need()).isEqualTo(Need.END);
        assertThat(waiting.on(page(messages(6, 7))).need()).isEqualTo(Need.END);
    }

    @Test
    void asksOnceMoreWhenItWasToldToCatchUpWhileCatchingUp() {
        Move again = live(4).catchUp().next().catchUp();

        assertThat(again.need()).isEqualTo(Need.NOTHING);
        assertThat(catchingUp(again).on(page(messages(5, 5))).need()).isEqualTo(Need.PAST);
    }

    @Test
    void holdsMessagesUntilItsPositionIsKnown() {
        Move held = Joining.START.on(message(5)).next().on(message(6));
        Move joined = ((Joining) held.next()).joined(at(5));

        assertThat(held.release()).isEmpty();
        assertThat(joined.release()).extracting(LiveMessage::offset).containsExactly(6L);
        assertThat(joined.next()).isEqualTo(live(6));
    }

    @Test
    void readsThePastWhenMessagesMayHaveBeenMissedWhileJoining() {
        Joining joining = (Joining) Joining.START.catchUp().next();

        assertThat(joining.joined(at(5)).need()).isEqualTo(Need.PAST);
    }

    @Test
    void boundsWhatItHoldsAndReadsTheRestFromThePast() {
        Cursor cursor = live(0).on(message(2)).next();
        for (long offset = 3; offset < 2 * Early.MOST; offset++) {
            cursor = cursor.on(message(offset)).next();
        }
        assertThat(((CatchingUp) cursor).early().messages()).hasSize(Early.MOST);

        Move filled = ((CatchingUp) cursor).on(page(messages(1, 1)));
        assertThat(filled.release()).hasSize(Early.MOST + 1);
        assertThat(filled.need()).isEqualTo(Need.PAST);
    }

    /** Whatever order, loss and repetition the way to this instance adds. */
    @RepeatedTest(200)
    void sendsEveryOffsetOnceAndInOrder(RepetitionInfo repetition) {
        var random = new Random(repetition.getCurrentRepetition());
        int last = 40;
        List<LiveMessage> arriving = new ArrayList<>(messages(1, last));
        arriving.addAll(messages(1, last));
        arriving.removeIf(message -> random.nextInt(4) == 0);
        Collections.shuffle(arriving, random);

        List<Long> sent = new ArrayList<>();
        Cursor cursor = Joining.START;
        boolean asked = false;
        for (LiveMessage message : arriving) {
            if (cursor instanceof Joining joining && random.nextInt(5) == 0) {
                Move joined = joining.joined(at(0));
                asked = joined.need() == Need.PAST;
                cursor = keep(joined, sent);
            }
            Move move = random.nextInt(10) == 0 ? cursor.catchUp() : cursor.on(message);
            asked |= move.need() == Need.PAST;
            cursor = keep(move, sent);
            if (asked && cursor instanceof CatchingUp waiting && random.nextInt(3) == 0) {
                long from = waiting.last().offset() + 1;
                long to = Math.min(last, from + random.nextInt(10));
                Move replayed = waiting.on(new Replay.Page(messages(from, to), to < last));
                asked = replayed.need() == Need.PAST || replayed.need() == Need.PAST_LATER;
                cursor = keep(replayed, sent);
            }
        }
        if (cursor instanceof Joining joining) {
            cursor = keep(joining.joined(at(0)), sent);
        }
        while (!(cursor instanceof Live(var end) && end.offset() == last)) {
            CatchingUp waiting = catchingUp(cursor instanceof Live live ? live.catchUp() : Move.stay(cursor));
            cursor = keep(waiting.on(page(messages(waiting.last().offset() + 1, last))), sent);
        }

        assertThat(sent)
                .containsExactlyElementsOf(
                        messages(1, last).stream().map(LiveMessage::offset).toList());
    }

    private static Cursor keep(Move move, List<Long> sent) {
        assertThat(move.need()).isNotEqualTo(Need.END);
        move.release().forEach(message -> sent.add(message.offset()));
        return move.next();
    }

    private static Live live(long offset) {
        return new Live(at(offset));
    }

    private static CatchingUp catchingUp(Move move) {
        return (CatchingUp) move.next();
    }

    private static Replay.Page page(List<LiveMessage> messages) {
        return new Replay.Page(messages, false);
    }
}
