package dev.chirp.song;

/** Sounds of a backyard that are no bird. */
public enum Disturbance implements SoundSource {
    NOISE("Noise"),
    HUMAN_VOICE("Human voice"),
    DOG("Dog"),
    ENGINE("Engine"),
    INSECTS("Insects");

    private final String commonName;

    Disturbance(String commonName) {
        this.commonName = commonName;
    }

    @Override
    public String commonName() {
        return commonName;
    }
}
