package dev.chirp.cli.log;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A time in the past, said as one or as how long ago. */
record Since(Instant time) {
    private static final Pattern AGO = Pattern.compile("(\\d{1,6})([smhd])");

    /** Of {@code 90s}, {@code 10m}, {@code 2h}, {@code 1d} or an RFC 3339 time. */
    static Since parse(String text, Instant now) {
        Matcher ago = AGO.matcher(text);
        if (ago.matches()) {
            long count = Long.parseLong(ago.group(1));
            return new Since(now.minus(
                    switch (ago.group(2)) {
                        case "s" -> Duration.ofSeconds(count);
                        case "m" -> Duration.ofMinutes(count);
                        case "h" -> Duration.ofHours(count);
                        default -> Duration.ofDays(count);
                    }));
        }
        try {
            return new Since(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException e) {
            throw new TypeConversionException(
                    "'%s' is no time (expected: 90s, 10m, 2h, 1d or RFC 3339)".formatted(text));
        }
    }

    static final class Converter implements ITypeConverter<Since> {
        @Override
        public Since convert(String text) {
            return parse(text, Instant.now());
        }
    }
}
