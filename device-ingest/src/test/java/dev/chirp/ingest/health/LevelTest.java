package dev.chirp.ingest.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;

class LevelTest {
    @Test
    void putsASineOfFullScaleAtMinusThree() {
        Level level = level(48_000, i -> (int) Math.round(32_767 * Math.sin(2 * Math.PI * 1_000 * i / 48_000)));

        assertThat(level.rmsDbfs()).isCloseTo(-3.01, within(0.01));
        assertThat(level.peakDbfs()).isCloseTo(0, within(0.01));
    }

    @Test
    void leavesAConstantPartOut() {
        Level level = level(48_000, i -> 12_000 + (int) Math.round(328 * Math.sin(2 * Math.PI * 1_000 * i / 48_000)));

        assertThat(level.rmsDbfs()).isCloseTo(-43.0, within(0.05));
        assertThat(level.isConstant()).isFalse();
    }

    @Test
    void knowsOneValueFromNoise() {
        assertThat(level(100, i -> -7_000).isConstant()).isTrue();
        assertThat(level(100, i -> 5 + i % 3).isConstant()).isTrue();
        assertThat(level(100, i -> 5 + i % 4).isConstant()).isFalse();
        assertThat(level(100, i -> 0).rmsDbfs()).isEqualTo(Level.SILENCE_DBFS);
        assertThat(new Level().isConstant()).isFalse();
    }

    @Test
    void isTheSameHoweverTheSoundIsCut() {
        Random random = new Random(7);
        ByteBuf sound = Unpooled.buffer();
        for (int i = 0; i < 5_000; i++) {
            sound.writeShortLE((int) (random.nextGaussian() * 4_000));
        }
        Level whole = new Level();
        whole.add(sound);

        Level parts = new Level();
        Level some = new Level();
        while (sound.isReadable()) {
            some.clear();
            some.add(sound.readSlice(Math.min(sound.readableBytes(), 2 * (1 + random.nextInt(300)))));
            parts.add(some);
        }

        assertThat(parts.count()).isEqualTo(whole.count()).isEqualTo(5_000);
        assertThat(parts.rmsDbfs()).isEqualTo(whole.rmsDbfs());
        assertThat(parts.peakDbfs()).isEqualTo(whole.peakDbfs());
    }

    static Level level(int samples, IntUnaryOperator wave) {
        Level level = new Level();
        level.add(sound(samples, wave));
        return level;
    }

    static ByteBuf sound(int samples, IntUnaryOperator wave) {
        ByteBuf sound = Unpooled.buffer(2 * samples);
        for (int i = 0; i < samples; i++) {
            sound.writeShortLE(wave.applyAsInt(i));
        }
        return sound;
    }
}
