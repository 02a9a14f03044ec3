package dev.chirp.ingest.session;

import dev.chirp.ingest.device.DeviceIdentity;
import dev.chirp.ingest.frame.Body;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/** Notes what is said of devices. */
final class RecordingObserver implements DeviceObserver, DeviceObserver.Observation {
    final List<Body.Telemetry> telemetry = new ArrayList<>();
    int begun;
    int ended;
    int seen;
    int sounds;
    long sampleBytes;
    long lostSamples;

    @Override
    public Observation begin(DeviceIdentity device, Body.Hello hello) {
        begun++;
        return this;
    }

    @Override
    public void seen() {
        seen++;
    }

    @Override
    public void samples(ByteBuf samples) {
        sampleBytes += samples.readableBytes();
    }

    @Override
    public void sound() {
        sounds++;
    }

    @Override
    public void gap(long lost) {
        lostSamples += lost;
    }

    @Override
    public void telemetry(Body.Telemetry latest) {
        telemetry.add(latest);
    }

    @Override
    public void end() {
        ended++;
    }
}
