package dev.chirp.training.corpus;

import dev.chirp.song.Songbook;
import dev.chirp.song.SoundSource;
import dev.chirp.song.Species;
import java.util.List;

/** The model's classes in the order of its outputs: all birds, then the disturbances. */
public final class Classes {
    private static final List<SoundSource> ALL = Songbook.sources();

    private Classes() {}

    public static List<SoundSource> all() {
        return ALL;
    }

    public static int count() {
        return ALL.size();
    }

    public static int birds() {
        return Songbook.species().size();
    }

    public static int indexOf(SoundSource source) {
        return ALL.indexOf(source);
    }

    public static boolean isBird(int index) {
        return ALL.get(index) instanceof Species;
    }
}
