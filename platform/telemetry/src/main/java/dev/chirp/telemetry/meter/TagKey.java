package dev.chirp.telemetry.meter;

import com.google.errorprone.annotations.Immutable;
import io.micrometer.common.docs.KeyName;
import io.micrometer.core.instrument.Tag;
import java.util.List;

/**
 * A tag of a meter.
 *
 * @param values that it may have; empty when they are not known beforehand
 * @param most how many values there may be in one instance of a service
 */
@Immutable
@SuppressWarnings("Immutable") // The list is a copy.
public record TagKey(String name, List<String> values, int most) implements KeyName {

    public TagKey {
        values = List.copyOf(values);
        if (most < 1 || (!values.isEmpty() && most != values.size())) {
            throw new IllegalArgumentException(name + ": at most " + most + " of " + values);
        }
    }

    static TagKey of(String name, List<String> values) {
        return new TagKey(name, values, values.size());
    }

    static TagKey open(String name, int most) {
        return new TagKey(name, List.of(), most);
    }

    @Override
    public String asString() {
        return name;
    }

    boolean allows(Tag tag) {
        return tag.getKey().equals(name) && allows(tag.getValue());
    }

    /** Whether the tag may have this value, as far as values are known beforehand. */
    public boolean allows(String value) {
        return values.isEmpty() || values.contains(value);
    }

    @Override
    public String toString() {
        return name + (values.isEmpty() ? ": at most " + most : ": " + String.join(", ", values));
    }
}
