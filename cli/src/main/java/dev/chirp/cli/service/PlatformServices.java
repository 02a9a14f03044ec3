package dev.chirp.cli.service;

import dev.chirp.art.ArtApplication;
import dev.chirp.classify.ClassifyApplication;
import dev.chirp.cli.front.Target;
import dev.chirp.cli.service.PlatformService.Need;
import dev.chirp.fanout.FanoutApplication;
import dev.chirp.gateway.GatewayApplication;
import dev.chirp.ingest.IngestApplication;
import dev.chirp.relay.RelayApplication;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The registry of services, in the order in which they are listed to people. */
public final class PlatformServices {
    /** The gateway's gRPC port for device-ingest, before any offset. */
    public static final int INTAKE_PORT = 9090;

    /** Of device-ingest, for frames over plain TCP, before any offset. */
    public static final int FRAMES_PORT = 8700;

    /** Of device-ingest, for frames over TLS, before any offset. */
    public static final int FRAMES_TLS_PORT = 8701;

    /** Where the gateway listens when it runs alone, before any offset. */
    public static final int GATEWAY_PORT = 8010;

    private static final List<PlatformService> ALL = List.of(
            new PlatformService(
                    "api-gateway",
                    GATEWAY_PORT,
                    9010,
                    Set.of(Need.DATABASE),
                    Target.API_GATEWAY,
                    GatewayApplication::application),
            new PlatformService(
                    "outbox-relay", 0, 9005, Set.of(Need.DATABASE, Need.KAFKA), null, RelayApplication::application),
            new PlatformService(
                    "classify-worker",
                    8001,
                    9001,
                    Set.of(Need.DATABASE, Need.KAFKA),
                    null,
                    ClassifyApplication::application),
            new PlatformService(
                    "art-worker", 8002, 9002, Set.of(Need.DATABASE, Need.KAFKA), null, ArtApplication::application),
            new PlatformService(
                    "notify-fanout",
                    8003,
                    9003,
                    Set.of(Need.DATABASE, Need.KAFKA, Need.REDIS),
                    Target.NOTIFY_FANOUT,
                    FanoutApplication::application),
            new PlatformService(
                    "device-ingest",
                    8004,
                    9004,
                    Set.of(Need.DATABASE, Need.KAFKA),
                    Target.DEVICE_INGEST,
                    IngestApplication::application));

    private PlatformServices() {}

    public static List<PlatformService> all() {
        return ALL;
    }

    public static Optional<PlatformService> byName(String name) {
        return ALL.stream().filter(service -> service.name().equals(name)).findFirst();
    }
}
