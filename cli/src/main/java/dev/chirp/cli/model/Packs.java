package dev.chirp.cli.model;

import dev.chirp.classify.model.BadPackException;
import dev.chirp.classify.model.Label;
import dev.chirp.classify.model.Manifest;
import dev.chirp.classify.model.Model;
import dev.chirp.cli.CommandFailure;
import java.util.Locale;

/** Loads packs for commands. */
final class Packs {
    private Packs() {}

    /** Reads, verifies and warms up a pack; what is wrong with it is a sentence. */
    static Model load(String location) {
        try {
            return Model.load(location);
        } catch (BadPackException e) {
            throw new CommandFailure(String.valueOf(e.getMessage()), e);
        }
    }

    static String folderName(Manifest manifest) {
        return manifest.name() + "-" + manifest.version();
    }

    /** A line for people. */
    static String line(Model model) {
        Manifest manifest = model.manifest();
        long birds = model.labels().stream().filter(Label::isBird).count();
        return String.format(
                Locale.ROOT,
                "%s %s: %d classes, %d of them birds; windows of %.1f s at %d Hz; licence %s",
                manifest.name(),
                manifest.version(),
                model.labels().size(),
                birds,
                (double) manifest.input().windowSamples() / manifest.input().sampleRate(),
                manifest.input().sampleRate(),
                manifest.licence());
    }
}
