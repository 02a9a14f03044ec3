package dev.chirp.load.meter;

import dev.chirp.telemetry.meter.DocumentedMeter;
import dev.chirp.telemetry.meter.TagKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What a service prints at {@code /metrics}, as plain text. */
public final class Scrape {
    private static final Pattern LINE = Pattern.compile("([a-z]\\w*)(?:\\{(.*)})? \\S+");
    private static final Pattern TAG = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");
    /** A number, a UUID, a hash or an address: something of which there are more every day. */
    private static final Pattern ID = Pattern.compile("\\d{5}|\\p{XDigit}{8}-(\\p{XDigit}{4}-){3}|\\p{XDigit}{16}|@");
    /** Parts of a histogram, no tags. */
    private static final Set<String> OF_HISTOGRAMS = Set.of("le", "quantile");
    /** What the registry adds. */
    private static final String SERVICE = "service";
    /** Numbers of brokers; Kafka counts down from the largest there is for connections to coordinators. */
    private static final String NODE = "node_id";

    private final List<Series> series;

    /** One line of it, without its value. */
    public record Series(String name, Map<String, String> tags) {}

    private record TagOfMeter(DocumentedMeter meter, TagKey key) {}

    public Scrape(String text) {
        this.series = text.lines()
                .filter(line -> !line.startsWith("#"))
                .map(Scrape::read)
                .toList();
    }

    private static Series read(String line) {
        Matcher matcher = LINE.matcher(line);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("no series: " + line);
        }
        return new Series(matcher.group(1), tags(matcher.group(2) == null ? "" : matcher.group(2)));
    }

    private static Map<String, String> tags(String text) {
        return TAG.matcher(text)
                .results()
                .filter(tag -> !OF_HISTOGRAMS.contains(tag.group(1)))
                .collect(Collectors.toMap(
                        tag -> tag.group(1), tag -> tag.group(2), (one, other) -> other, TreeMap::new));
    }

    public List<Series> series() {
        return series;
    }

    /** What there is otherwise than {@code docs/metrics.md} says, a sentence for each; empty when nothing is. */
    public Set<String> contradictions() {
        Set<String> found = new TreeSet<>();
        Map<TagOfMeter, Set<String>> values = new HashMap<>();
        for (Series one : series) {
            Optional<DocumentedMeter> meter = DocumentedMeters.of(one.name());
            if (meter.isEmpty()) {
                found.add(one.name() + " is not documented");
            } else {
                found.addAll(contradictions(one, meter.get()));
                for (TagKey key : meter.get().description().keys()) {
                    String value = one.tags().get(DocumentedMeters.nameOf(key));
                    if (value != null) {
                        values.computeIfAbsent(new TagOfMeter(meter.get(), key), same -> new HashSet<>())
                                .add(value);
                    }
                }
            }
        }
        values.forEach((tag, seen) -> {
            if (seen.size() > tag.key().most()) {
                found.add("%s has %d values of %s".formatted(tag.meter().getName(), seen.size(), tag.key()));
            }
        });
        return found;
    }

    private static List<String> contradictions(Series one, DocumentedMeter meter) {
        List<String> found = new ArrayList<>();
        Map<String, TagKey> documented =
                meter.description().keys().stream().collect(Collectors.toMap(DocumentedMeters::nameOf, key -> key));
        Set<String> expected = new TreeSet<>(documented.keySet());
        expected.add(SERVICE);
        Set<String> given = one.tags().keySet();
        boolean asDocumented = DocumentedMeters.isFamily(meter)
                ? expected.containsAll(given) && given.contains(SERVICE)
                : expected.equals(given);
        if (!asDocumented) {
            found.add("%s is tagged %s (expected: %s)".formatted(one.name(), given, expected));
        }
        one.tags().forEach((name, value) -> {
            TagKey key = documented.get(name);
            if (key != null && !key.allows(value)) {
                found.add("%s is tagged %s=%s (expected: %s)".formatted(one.name(), name, value, key));
            }
            if (!name.equals(NODE) && ID.matcher(value).find()) {
                found.add("%s is tagged %s=%s, which looks like an id".formatted(one.name(), name, value));
            }
        });
        return found;
    }
}
