package dev.chirp.training.corpus;

import dev.chirp.song.Disturbance;
import dev.chirp.song.Songbook;
import dev.chirp.song.SoundSource;
import dev.chirp.song.Species;
import dev.chirp.song.variation.Split;
import dev.chirp.training.feature.FrontEnd;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * The recordings that a model learns from, all of the training ranges: every source alone, at −3 to 30 dB above the
 * ambience and cut anywhere; a share of them over a second source; a share broken off. Two seeds share no recording.
 */
public final class Corpus {
    /** Of the bird clips: over another bird, over a disturbance. */
    private static final double BIRD_DUETS = 0.12;

    private static final double DISTURBED = 0.08;
    private static final double BROKEN_OFF = 0.1;
    private static final int PER_DISTURBANCE = 4;

    private final SplittableRandom random;
    private final long firstSeed;
    private long clips;

    public Corpus(long seed) {
        this.random = new SplittableRandom(seed);
        this.firstSeed = seed << 32;
    }

    /**
     * Hands over the clips one by one, class by class.
     *
     * @param perSpecies clips of each bird; {@value #PER_DISTURBANCE} times as many of each disturbance, which vary more
     */
    public void forEach(int perSpecies, Consumer<Clip> to) {
        for (Species species : Songbook.species()) {
            for (int i = 0; i < perSpecies; i++) {
                to.accept(broken(bird(species)));
            }
        }
        List<SoundSource> disturbances = new ArrayList<>(List.of(Disturbance.values()));
        int each = perSpecies * PER_DISTURBANCE;
        for (SoundSource disturbance : disturbances) {
            for (int i = 0; i < each; i++) {
                to.accept(broken(Clip.of(disturbance, Split.TRAINING, nextSeed(), snr())));
            }
            to.accept(new Clip(List.of(Disturbance.NOISE), new float[FrontEnd.WINDOW_SAMPLES]));
        }
    }

    /** How many clips {@link #forEach} hands over. */
    public static int size(int perSpecies) {
        return perSpecies * Classes.birds() + (perSpecies * PER_DISTURBANCE + 1) * (Classes.count() - Classes.birds());
    }

    private Clip bird(Species species) {
        double kind = random.nextDouble();
        if (kind < BIRD_DUETS) {
            return overOther(species, Songbook.species(), 6);
        }
        if (kind < BIRD_DUETS + DISTURBED) {
            return overOther(
                    species,
                    List.of(Disturbance.HUMAN_VOICE, Disturbance.DOG, Disturbance.ENGINE, Disturbance.INSECTS),
                    10);
        }
        return Clip.of(species, Split.TRAINING, nextSeed(), snr());
    }

    private Clip overOther(Species species, List<? extends SoundSource> others, double mostBelowDb) {
        SoundSource other = others.get(random.nextInt(others.size()));
        double below = random.nextDouble(mostBelowDb);
        return other.equals(species)
                ? Clip.of(species, Split.TRAINING, nextSeed(), snr())
                : Clip.ofTwo(species, other, Split.TRAINING, nextSeed(), below, 5 + random.nextDouble(25));
    }

    private Clip broken(Clip clip) {
        return random.nextDouble() < BROKEN_OFF
                ? clip.endingAt(FrontEnd.WINDOW_SAMPLES / 2 + random.nextInt(FrontEnd.WINDOW_SAMPLES / 2))
                : clip;
    }

    private double snr() {
        return -3 + random.nextDouble(33);
    }

    private long nextSeed() {
        return firstSeed + clips++ * 2;
    }
}
