package dev.chirp.song;

import dev.chirp.song.variation.Dice;
import dev.chirp.song.voice.Ambience;
import dev.chirp.song.voice.Bark;
import dev.chirp.song.voice.Engine;
import dev.chirp.song.voice.Insects;
import dev.chirp.song.voice.Singer;
import dev.chirp.song.voice.Speech;
import dev.chirp.song.voice.Voice;

/** One individual of everything that can be heard. */
public final class Voices {
    private Voices() {}

    /** Somebody new, whose habits the dice decide now and keep. */
    public static Voice of(SoundSource source, Dice dice) {
        return switch (source) {
            case Species species -> new Singer(Songbook.repertoire(species), dice);
            case Disturbance.NOISE -> new Ambience(dice);
            case Disturbance.HUMAN_VOICE -> new Speech(dice);
            case Disturbance.DOG -> new Bark(dice);
            case Disturbance.ENGINE -> new Engine(dice);
            case Disturbance.INSECTS -> new Insects(dice);
        };
    }
}
