package dev.chirp.ingest.session;

import dev.chirp.ingest.frame.Body;
import dev.chirp.ingest.frame.ErrorCode;
import dev.chirp.ingest.frame.Frame;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Whether what a device says in HELLO can be worked with. */
final class HelloCheck {
    private static final Pattern BOOT_ID = Pattern.compile("[A-Za-z0-9._:-]{1,64}");
    /** What the gateway accepts. */
    private static final int LOWEST_RATE = 1_000;

    private static final int HIGHEST_RATE = 384_000;
    private static final int MOST_CHANNELS = 16;
    private static final Set<Integer> OPUS_RATES = Set.of(8_000, 12_000, 16_000, 24_000, 48_000);

    private HelloCheck() {}

    static Optional<Objection> objection(Body.Hello hello) {
        if (hello.bootId() == null || !BOOT_ID.matcher(hello.bootId()).matches()) {
            return objection(
                    ErrorCode.UNSUPPORTED_FORMAT,
                    "boot_id: expected 1 to 64 letters, digits, dots, colons and hyphens");
        }
        if (hello.subscribe() != null && !hello.subscribe().stream().allMatch(Body.Hello.USER::equals)) {
            return objection(ErrorCode.UNSUPPORTED_FORMAT, "subscribe: expected nothing but user");
        }
        return sound(hello).or(() -> resumption(hello.resumeFrom()));
    }

    private static Optional<Objection> sound(Body.Hello hello) {
        if (hello.sendsOpus()) {
            return opus(hello);
        }
        if (!"s16le".equals(hello.format())) {
            return objection(ErrorCode.UNSUPPORTED_FORMAT, "format: expected s16le or opus");
        }
        if (hello.sampleRate() < LOWEST_RATE || hello.sampleRate() > HIGHEST_RATE) {
            return objection(
                    ErrorCode.UNSUPPORTED_FORMAT,
                    "sample_rate: %d (expected: %d..%d)".formatted(hello.sampleRate(), LOWEST_RATE, HIGHEST_RATE));
        }
        if (hello.channels() < 1 || hello.channels() > MOST_CHANNELS) {
            return objection(
                    ErrorCode.UNSUPPORTED_FORMAT,
                    "channels: %d (expected: 1..%d)".formatted(hello.channels(), MOST_CHANNELS));
        }
        return Optional.empty();
    }

    private static Optional<Objection> opus(Body.Hello hello) {
        if (!OPUS_RATES.contains(hello.sampleRate())) {
            return objection(
                    ErrorCode.UNSUPPORTED_FORMAT,
                    "sample_rate: %d (expected of Opus: 8000, 12000, 16000, 24000 or 48000)"
                            .formatted(hello.sampleRate()));
        }
        return hello.channels() < 1 || hello.channels() > 2
                ? objection(
                        ErrorCode.UNSUPPORTED_FORMAT,
                        "channels: %d (expected of Opus: 1 or 2)".formatted(hello.channels()))
                : Optional.empty();
    }

    private static Optional<Objection> resumption(@Nullable Long resumeFrom) {
        return resumeFrom != null && (resumeFrom < 1 || resumeFrom > Frame.MAX_NUMBER)
                ? objection(
                        ErrorCode.BAD_SEQUENCE,
                        "resume_from: %d (expected: 1..%d)".formatted(resumeFrom, Frame.MAX_NUMBER))
                : Optional.empty();
    }

    private static Optional<Objection> objection(ErrorCode code, String detail) {
        return Optional.of(Objection.to(code, detail));
    }
}
