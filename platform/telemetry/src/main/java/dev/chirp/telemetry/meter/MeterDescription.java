package dev.chirp.telemetry.meter;

import com.google.errorprone.annotations.Immutable;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is said of a meter in {@code docs/metrics.md}, and holds of it.
 *
 * @param name dotted; that of a library's family of meters, which is of type {@code OTHER} and of which each has some of the tags,
 *     ends in {@code .*}
 * @param unit becomes a part of the name in Prometheus; null for none, which a timer always has
 * @param tells a sentence without its full stop, also the description that Prometheus gets
 * @param keys of its tags, by name
 */
@Immutable
@SuppressWarnings("Immutable") // The list is a copy.
public record MeterDescription(
        String name, Meter.Type type, @Nullable String unit, String tells, List<TagKey> keys) {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(\\.[a-z0-9]+)*(\\.\\*)?");

    public MeterDescription {
        if (!NAME.matcher(name).matches() || name.endsWith("*") != (type == Meter.Type.OTHER)) {
            throw new IllegalArgumentException(name + " is no name of a " + type);
        }
        keys = keys.stream().sorted(Comparator.comparing(TagKey::name)).toList();
    }

    /** Without a unit and without tags. */
    public static MeterDescription meter(Meter.Type type, String name, String tells) {
        return new MeterDescription(name, type, null, tells, List.of());
    }

    public MeterDescription unit(String unit) {
        return new MeterDescription(name, type, unit, tells, keys);
    }

    /** With a tag that has one of these values. */
    public MeterDescription tag(String key, String... values) {
        return tag(TagKey.of(key, List.of(values)));
    }

    /** With a tag whose values the names of an enum become. */
    public MeterDescription tag(String key, Enum<?>[] values) {
        return tag(TagKey.of(
                key,
                Arrays.stream(values)
                        .map(value -> value.name().toLowerCase(Locale.ROOT))
                        .toList()));
    }

    /** With a tag whose values are not known beforehand. */
    public MeterDescription tagOfAtMost(int most, String key) {
        return tag(TagKey.open(key, most));
    }

    private MeterDescription tag(TagKey key) {
        List<TagKey> more = new ArrayList<>(keys);
        more.add(key);
        return new MeterDescription(name, type, unit, tells, more);
    }

    /** The tags, if they are the documented ones and their values among the documented ones. */
    Tags checked(Tags tags) {
        Iterator<TagKey> expected = keys.iterator();
        for (Tag tag : tags) {
            if (!expected.hasNext() || !expected.next().allows(tag)) {
                throw refusal(tags);
            }
        }
        if (expected.hasNext()) {
            throw refusal(tags);
        }
        return tags;
    }

    private IllegalArgumentException refusal(Tags tags) {
        return new IllegalArgumentException(name + " " + tags.stream().toList() + " (expected: " + keys + ")");
    }

    /** This, if it is of that type. */
    MeterDescription as(Meter.Type wanted) {
        if (type != wanted) {
            throw new IllegalArgumentException(name + " is a " + type + ", no " + wanted);
        }
        return this;
    }
}
