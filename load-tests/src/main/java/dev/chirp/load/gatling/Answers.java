package dev.chirp.load.gatling;

import dev.chirp.load.measure.Latencies;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How all requests of a run ended, those of its warm-up included. */
public record Answers(List<Answer> all) {
    public Answers {
        all = List.copyOf(all);
    }

    static Answers read(Path file) throws IOException {
        try (Stream<String> lines = Files.lines(file)) {
            return new Answers(lines.map(Answer::parse).toList());
        }
    }

    private Stream<Answer> measured() {
        return all.stream().filter(Answer::measured);
    }

    /** Of the measured ones. */
    public long count() {
        return measured().count();
    }

    /** Of the measured ones. */
    public long count(Predicate<Answer> which) {
        return measured().filter(which).count();
    }

    /** Measured ones with this status. */
    public long count(int status) {
        return count(answer -> answer.status() == status);
    }

    /** Of the measured ones, by status. */
    public Map<Integer, Long> statuses() {
        return measured().collect(Collectors.groupingBy(Answer::status, TreeMap::new, Collectors.counting()));
    }

    /** Of measured ones with this status. */
    public Latencies latencies(int status) {
        Latencies latencies = new Latencies();
        measured()
                .filter(answer -> answer.status() == status)
                .forEach(answer -> latencies.record(TimeUnit.MILLISECONDS.toNanos(answer.millis())));
        return latencies;
    }

    /** What was acknowledged, the warm-up included. */
    public List<Long> captures() {
        return all.stream().map(Answer::capture).filter(id -> id > 0).toList();
    }

    /** Whether a moment lies between the first and the last measured answer; milliseconds since 1970. */
    boolean spans(long moment) {
        return measured().anyMatch(answer -> answer.at() <= moment)
                && measured().anyMatch(answer -> answer.at() >= moment);
    }
}
