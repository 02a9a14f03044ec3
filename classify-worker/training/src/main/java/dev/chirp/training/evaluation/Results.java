package dev.chirp.training.evaluation;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The figures of one model.
 *
 * @param birds recordings of one bird, by signal-to-noise ratio in dB
 */
public record Results(
        double threshold, Map<Integer, List<Scored>> birds, List<Scored> disturbances, List<Scored> duets) {

    public Share topOne(int ratioDb) {
        return Share.of(at(ratioDb), scored -> scored.isWithin(1));
    }

    Share topFive(int ratioDb) {
        return Share.of(at(ratioDb), scored -> scored.isWithin(5));
    }

    /** The right bird, as best bird and above the threshold: what a user would be shown. */
    Share identified(int ratioDb) {
        return Share.of(
                at(ratioDb),
                scored -> scored.scores()[scored.loudest()] >= threshold
                        && scored.scores()[scored.loudest()] > scored.wrongBird());
    }

    public Share wrongBirds() {
        return Threshold.wrong(disturbances, threshold);
    }

    Share wrongBirds(int disturbance) {
        return Threshold.wrong(
                disturbances.stream()
                        .filter(scored -> scored.loudest() == disturbance)
                        .toList(),
                threshold);
    }

    Share bothOfDuet() {
        return Share.of(duets, scored -> scored.ranked().subList(0, 2).containsAll(scored.heard()));
    }

    Share oneOfDuet() {
        return Share.of(duets, scored -> scored.heard().contains(scored.ranked().getFirst()));
    }

    /** Every recording of one source. */
    List<Scored> all() {
        return Stream.concat(birds.values().stream().flatMap(List::stream), disturbances.stream())
                .toList();
    }

    public List<Scored> at(int ratioDb) {
        return birds.getOrDefault(ratioDb, List.of());
    }
}
