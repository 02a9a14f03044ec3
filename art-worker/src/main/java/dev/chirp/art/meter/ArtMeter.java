package dev.chirp.art.meter;

import static dev.chirp.telemetry.meter.MeterDescription.meter;
import static io.micrometer.core.instrument.Meter.Type.COUNTER;
import static io.micrometer.core.instrument.Meter.Type.GAUGE;
import static io.micrometer.core.instrument.Meter.Type.TIMER;

import dev.chirp.telemetry.meter.DocumentedMeter;
import dev.chirp.telemetry.meter.MeterDescription;

/** What drawing shows of itself. */
public enum ArtMeter implements DocumentedMeter {
    ORDER_LATENCY(meter(TIMER, "art.order.latency", "From an order to the stored sprite")),
    RENDER_LATENCY(meter(TIMER, "art.render.latency", "The drawing of a sprite, a part of its order")),
    RENDER_ORDERS(meter(COUNTER, "art.render.orders", "Orders by what became of them; hit: drawn and stored lately")
            .tag("result", "hit", "drawn", "failed", "rejected")),
    RENDER_QUEUE_DEPTH(meter(GAUGE, "art.render.queue.depth", "Orders that wait for a thread")),
    SWEEPER_COMPLETED(meter(COUNTER, "art.sweeper.captures.completed", "Captures that the sweeper completed")),
    DIFFUSION_PICTURES(meter(
                    COUNTER,
                    "art.diffusion.pictures",
                    "Pictures of the diffusion engine; those that failed, came late or were unfit were drawn "
                            + "by recipe")
            .tag("result", "drawn", "failed", "late", "unfit"));

    private final MeterDescription description;

    ArtMeter(MeterDescription description) {
        this.description = description;
    }

    @Override
    public MeterDescription description() {
        return description;
    }
}
