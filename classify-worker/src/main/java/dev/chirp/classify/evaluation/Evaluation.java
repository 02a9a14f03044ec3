package dev.chirp.classify.evaluation;

import dev.chirp.audio.AudioReader;
import dev.chirp.audio.AudioRejection;
import dev.chirp.classify.audio.Windows;
import dev.chirp.classify.model.Label;
import dev.chirp.classify.model.Model;
import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Runs a model over labelled recordings, one after the other. Not thread-safe. */
public final class Evaluation {
    private final Model model;
    private final Map<String, Integer> indexByName = new HashMap<>();
    private final List<Scored> scored = new ArrayList<>();
    private final List<String> unreadable = new ArrayList<>();
    private final Set<String> unknown = new TreeSet<>();

    public Evaluation(Model model) {
        this.model = model;
        List<Label> labels = model.labels();
        for (int i = 0; i < labels.size(); i++) {
            indexByName.putIfAbsent(key(labels.get(i).scientificName()), i);
            indexByName.putIfAbsent(key(labels.get(i).commonName()), i);
        }
    }

    /** Scores one recording. One that cannot be decoded, or whose names the model does not know, is noted and left out. */
    public void add(LabelledRecording recording) throws Exception {
        Set<Integer> classes = new TreeSet<>();
        for (String name : recording.names()) {
            Integer index = indexByName.get(key(name));
            if (index == null) {
                unknown.add(name);
            } else {
                classes.add(index);
            }
        }
        if (classes.isEmpty()) {
            return;
        }
        try {
            scored.add(new Scored(classes, score(recording.file())));
        } catch (AudioRejection e) {
            unreadable.add(recording.file() + ": " + e.detail());
        }
    }

    /** The highest score of each class over the windows of a recording. */
    private float[] score(Path file) throws Exception {
        int length = model.manifest().input().windowSamples();
        float[] best = new float[model.labels().size()];
        float[] windows = new float[model.batch() * length];
        try (ReadableByteChannel channel = Files.newByteChannel(file)) {
            Windows source =
                    new Windows(AudioReader.open(channel), model.manifest().input());
            int count = fill(source, windows, length);
            while (count > 0) {
                for (float[] window : model.score(windows, count).scores()) {
                    for (int i = 0; i < best.length; i++) {
                        best[i] = Math.max(best[i], window[i]);
                    }
                }
                count = fill(source, windows, length);
            }
        }
        return best;
    }

    private int fill(Windows source, float[] windows, int length) throws IOException, AudioRejection {
        int count = 0;
        while (count < model.batch() && source.next(windows, count * length)) {
            count++;
        }
        return count;
    }

    /** What was measured so far. */
    public Measured measured() {
        Map<Integer, List<Scored>> byClass = new HashMap<>();
        scored.forEach(one -> one.classes()
                .forEach(i -> byClass.computeIfAbsent(i, n -> new ArrayList<>()).add(one)));
        List<Measured.OfClass> classes = byClass.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> ofClass(entry.getKey(), entry.getValue()))
                .toList();
        return new Measured(
                scored.size(),
                share(scored, one -> one.isHit(1)),
                share(scored, one -> one.isHit(5)),
                classes.stream()
                        .mapToDouble(Measured.OfClass::averagePrecision)
                        .average()
                        .orElse(0),
                classes,
                List.copyOf(unknown),
                List.copyOf(unreadable));
    }

    private Measured.OfClass ofClass(int index, List<Scored> of) {
        return new Measured.OfClass(
                model.labels().get(index).commonName(),
                of.size(),
                share(of, one -> one.rankOf(index) < 1),
                share(of, one -> one.rankOf(index) < 5),
                averagePrecision(index));
    }

    /** The mean of the precision at every recording in which the class sounds, all recordings ranked by its score. */
    private double averagePrecision(int index) {
        List<Scored> ranked = scored.stream()
                .sorted((one, other) -> Float.compare(other.scores()[index], one.scores()[index]))
                .toList();
        double sum = 0;
        int hits = 0;
        for (int i = 0; i < ranked.size(); i++) {
            if (ranked.get(i).classes().contains(index)) {
                hits++;
                sum += (double) hits / (i + 1);
            }
        }
        return hits == 0 ? 0 : sum / hits;
    }

    private static double share(List<Scored> of, Function<Scored, Boolean> hit) {
        return of.isEmpty() ? 0 : of.stream().collect(Collectors.averagingDouble(one -> hit.apply(one) ? 1 : 0));
    }

    private static String key(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    // Read only here.
    @SuppressWarnings("ArrayRecordComponent")
    private record Scored(Set<Integer> classes, float[] scores) {
        /** Whether any of what sounds is among the best. */
        boolean isHit(int best) {
            return classes.stream().anyMatch(index -> rankOf(index) < best);
        }

        /** How many classes have a higher score. */
        int rankOf(int index) {
            int higher = 0;
            for (float score : scores) {
                higher += score > scores[index] ? 1 : 0;
            }
            return higher;
        }
    }
}
