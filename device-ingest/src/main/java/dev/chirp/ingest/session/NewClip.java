package dev.chirp.ingest.session;

import dev.chirp.ingest.device.DeviceIdentity;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A clip that begins.
 *
 * @param bootId of the device, made longer by what tells this part of the clip from its other parts
 * @param clip the device's number of it
 * @param sampleRate Hz of what was recorded
 * @param opus its frames are Opus packets; otherwise samples of 16 bits, little-endian
 * @param lead how long ago its first sample was recorded; null when that is not known
 */
public record NewClip(
        DeviceIdentity device,
        String bootId,
        long clip,
        int sampleRate,
        int channels,
        boolean opus,
        @Nullable Duration lead) {}
