package dev.chirp.ingest.session;

import dev.chirp.ingest.device.DeviceIdentity;
import dev.chirp.ingest.frame.Body;
import io.netty.buffer.ByteBuf;

/** Hears how devices are; called on event loops, so it must not block. */
@FunctionalInterface
public interface DeviceObserver {
    /** A device has said HELLO and is known. */
    Observation begin(DeviceIdentity device, Body.Hello hello);

    /** Of one connection; called on its event loop. */
    interface Observation {
        /** Anything came. */
        void seen();

        /** Sound came: samples of 16 bits, little-endian; the buffer stays as it is. */
        void samples(ByteBuf samples);

        /** Sound came whose samples are not known here. */
        void sound();

        /** The device has lost so many samples of each channel. */
        void gap(long lostSamples);

        /** At most once a second. */
        void telemetry(Body.Telemetry telemetry);

        /** The connection is over. */
        void end();
    }
}
