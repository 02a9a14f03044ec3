package dev.chirp.song.score;

import dev.chirp.song.variation.Range;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One line of a songbook: a keyword and its {@code name=value} settings, each asked for at most once. */
final class ScoreLine {
    private final String keyword;
    private final String rest;
    private final Map<String, String> settings;
    private final Set<String> asked = new HashSet<>();

    private ScoreLine(String keyword, String rest, Map<String, String> settings) {
        this.keyword = keyword;
        this.rest = rest;
        this.settings = settings;
    }

    static ScoreLine parse(String line) {
        String[] words = line.strip().split("\\s+", 2);
        String rest = words.length == 2 ? words[1] : "";
        var settings = new HashMap<String, String>();
        for (String word : rest.split("\\s+", -1)) {
            int equals = word.indexOf('=');
            if (equals > 0 && settings.put(word.substring(0, equals), word.substring(equals + 1)) != null) {
                throw new IllegalArgumentException(word + " is given twice");
            }
        }
        return new ScoreLine(words[0], rest, settings);
    }

    String keyword() {
        return keyword;
    }

    String rest() {
        return rest;
    }

    Range range(String name, double otherwise) {
        String value = value(name);
        return value == null ? new Range(otherwise, otherwise) : Range.parse(value);
    }

    String text(String name, String otherwise) {
        String value = value(name);
        return value == null ? otherwise : value;
    }

    String required(String name) {
        String value = value(name);
        if (value == null) {
            throw new IllegalArgumentException(keyword + " without " + name + "=");
        }
        return value;
    }

    /** A misspelt setting must not silently become a default. */
    void refuseUnknown() {
        settings.keySet().stream()
                .filter(name -> !asked.contains(name))
                .findFirst()
                .ifPresent(name -> {
                    throw new IllegalArgumentException(keyword + " does not know " + name + "=");
                });
    }

    private @Nullable String value(String name) {
        asked.add(name);
        return settings.get(name);
    }
}
