package dev.chirp.song.voice;

import dev.chirp.song.score.NoteGroup;
import dev.chirp.song.score.Repertoire;
import dev.chirp.song.score.Strophe;
import dev.chirp.song.score.Strophe.Order;
import dev.chirp.song.variation.Dice;
import java.util.IdentityHashMap;
import java.util.List;

/**
 * One individual of a species: it has its own pitch and tempo, keeps its version of a song that is sung as written, and
 * varies every phrase of a song that is shuffled.
 */
public final class Singer implements Voice {
    private final Repertoire repertoire;
    private final Dice dice;
    private final double pitch;
    private final double tempo;
    private final IdentityHashMap<NoteGroup, List<Syllable>> learnt = new IdentityHashMap<>();

    public Singer(Repertoire repertoire, Dice dice) {
        this.repertoire = repertoire;
        this.dice = dice;
        this.pitch = dice.in(0.96, 1.04);
        this.tempo = dice.in(0.92, 1.08);
    }

    @Override
    public void sing(Track track) {
        Strophe strophe = chooseStrophe();
        double now = dice.in(0.05, 0.4);
        while (now < track.seconds()) {
            now = sing(strophe, track, now) + dice.in(strophe.pause());
        }
    }

    /** A bird stays with one song for the length of a recording. */
    private Strophe chooseStrophe() {
        double total =
                repertoire.strophes().stream().mapToDouble(Strophe::weight).sum();
        double drawn = dice.uniform() * total;
        for (Strophe strophe : repertoire.strophes()) {
            drawn -= strophe.weight();
            if (drawn < 0) {
                return strophe;
            }
        }
        return repertoire.strophes().getLast();
    }

    private double sing(Strophe strophe, Track track, double start) {
        double now = start;
        List<NoteGroup> groups = strophe.groups();
        if (strophe.order() == Order.WRITTEN) {
            for (NoteGroup group : groups) {
                now = sing(group, learnt.computeIfAbsent(group, this::draw), track, now);
            }
            return now;
        }
        int length = dice.count(strophe.length());
        for (int i = 0; i < length; i++) {
            NoteGroup group = groups.get(dice.choose(groups.size()));
            now = sing(group, draw(group), track, now);
        }
        return now;
    }

    private List<Syllable> draw(NoteGroup group) {
        return group.notes().stream().map(note -> new Syllable(note, dice)).toList();
    }

    private double sing(NoteGroup group, List<Syllable> syllables, Track track, double start) {
        int times = dice.count(group.times());
        double drift = dice.in(group.drift());
        double quicken = dice.in(group.quicken());
        double bend = pitch;
        double pace = tempo;
        double now = start;
        for (int i = 0; i < times; i++) {
            for (Syllable syllable : syllables) {
                double wobble = dice.in(0.99, 1.01);
                now = syllable.sing(track, now, bend * wobble, pace * dice.in(0.97, 1.03), dice);
            }
            bend *= drift;
            pace *= quicken;
        }
        return now + dice.in(group.rest()) * tempo;
    }
}
