package dev.chirp.training.evaluation;

import ai.onnxruntime.OrtException;
import dev.chirp.song.Disturbance;
import dev.chirp.song.Songbook;
import dev.chirp.song.SoundSource;
import dev.chirp.song.Species;
import dev.chirp.song.variation.Split;
import dev.chirp.training.corpus.Classes;
import dev.chirp.training.corpus.Clip;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs a model file over recordings from the held-out ranges. The threshold is chosen on recordings of the training
 * ranges that were not trained on, so nothing about the held-out ones is known before they are counted.
 */
public final class Evaluation {
    private static final List<Integer> RATIOS_DB = List.of(20, 10, 3);
    private static final long VALIDATION_SEED = 900_000_000L;
    private static final long HELD_OUT_SEED = 700_000_000L;

    private final OnnxModel model;
    private final int clips;

    /** @param clips per species and noise ratio, per disturbance, and of duets per species */
    public Evaluation(OnnxModel model, int clips) {
        this.model = model;
        this.clips = clips;
    }

    public Results run() throws OrtException {
        double threshold = Threshold.choose(disturbances(Split.TRAINING, VALIDATION_SEED));
        var birds = new LinkedHashMap<Integer, List<Scored>>();
        for (int ratio : RATIOS_DB) {
            birds.put(ratio, birds(ratio));
        }
        return new Results(threshold, Map.copyOf(birds), disturbances(Split.HELD_OUT, HELD_OUT_SEED), duets());
    }

    private List<Scored> birds(int ratio) throws OrtException {
        var scored = new ArrayList<Scored>();
        for (Species species : Songbook.species()) {
            for (int i = 0; i < clips; i++) {
                scored.add(score(Clip.of(species, Split.HELD_OUT, HELD_OUT_SEED + ratio * 100_000L + i, ratio)));
            }
        }
        return List.copyOf(scored);
    }

    private List<Scored> disturbances(Split split, long seed) throws OrtException {
        var scored = new ArrayList<Scored>();
        for (Disturbance disturbance : Disturbance.values()) {
            for (int i = 0; i < 2 * clips; i++) {
                scored.add(score(Clip.of(disturbance, split, seed + i, 3 + i % 20)));
            }
        }
        return List.copyOf(scored);
    }

    private List<Scored> duets() throws OrtException {
        var scored = new ArrayList<Scored>();
        List<Species> species = Songbook.species();
        for (int i = 0; i < species.size() * clips / 2; i++) {
            Species first = species.get(i % species.size());
            Species second = species.get((i + 1 + i / species.size() % (species.size() - 1)) % species.size());
            scored.add(score(Clip.ofTwo(first, second, Split.HELD_OUT, HELD_OUT_SEED + 2L * i, 3, 15)));
        }
        return List.copyOf(scored);
    }

    private Scored score(Clip clip) throws OrtException {
        List<Integer> heard = clip.heard().stream()
                .map((SoundSource source) -> Classes.indexOf(source))
                .toList();
        return new Scored(heard, model.scores(clip.samples()));
    }
}
