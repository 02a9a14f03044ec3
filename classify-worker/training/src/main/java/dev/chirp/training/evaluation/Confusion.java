package dev.chirp.training.evaluation;

import dev.chirp.training.corpus.Classes;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What was taken for what: the best class of each recording beside the class that sounded. */
public final class Confusion {
    private static final int SHOWN = 3;

    private Confusion() {}

    /** Of the recordings of a class, the share that was given its name. */
    static double recall(List<Scored> scored, int sung) {
        return share(scored.stream().filter(one -> one.loudest() == sung).toList(), sung, true);
    }

    /** Of the recordings that were given a name, the share that had it; 0 when none was. */
    static double precision(List<Scored> scored, int named) {
        return share(scored.stream().filter(one -> best(one) == named).toList(), named, false);
    }

    /** The most frequent wrong names of a class, with their number. */
    static String takenFor(List<Scored> scored, int sung) {
        Map<Integer, Integer> wrong = new TreeMap<>();
        scored.stream()
                .filter(one -> one.loudest() == sung && best(one) != sung)
                .forEach(one -> wrong.merge(best(one), 1, Integer::sum));
        return wrong.entrySet().stream()
                .sorted(Map.Entry.<Integer, Integer>comparingByValue().reversed())
                .limit(SHOWN)
                .map(entry -> "%s (%d)".formatted(name(entry.getKey()), entry.getValue()))
                .collect(Collectors.joining(", "));
    }

    /** A row for each class that sounded, a column for each that was best; numbers of recordings. */
    public static String csv(List<Scored> scored) {
        String head = "sung\\named," + names() + "\n";
        return head
                + IntStream.range(0, Classes.birds())
                        .mapToObj(sung -> name(sung) + "," + row(scored, sung) + "\n")
                        .collect(Collectors.joining());
    }

    private static String row(List<Scored> scored, int sung) {
        long[] counts = new long[Classes.count()];
        scored.stream().filter(one -> one.loudest() == sung).forEach(one -> counts[best(one)]++);
        return IntStream.range(0, counts.length)
                .mapToObj(i -> Long.toString(counts[i]))
                .collect(Collectors.joining(","));
    }

    private static String names() {
        return IntStream.range(0, Classes.count()).mapToObj(Confusion::name).collect(Collectors.joining(","));
    }

    private static double share(List<Scored> scored, int wanted, boolean byName) {
        return scored.isEmpty()
                ? 0
                : (double) scored.stream()
                                .filter(one -> (byName ? best(one) : one.loudest()) == wanted)
                                .count()
                        / scored.size();
    }

    private static int best(Scored scored) {
        return scored.ranked().getFirst();
    }

    private static String name(int index) {
        return Classes.all().get(index).commonName();
    }
}
