package dev.chirp.cli.service;

import dev.chirp.cli.front.Target;
import dev.chirp.cli.service.PlatformService.Need;
import dev.chirp.gateway.GatewayApplication;
import dev.chirp.ingest.IngestApplication;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;

/** The registry of services, in the order in which they are listed to people. */
public final class PlatformServices {
    /** The gateway's gRPC port for device-ingest, before any offset. */
    public static final int INTAKE_PORT = 9090;

    /** Where the gateway listens when it runs alone, before any offset. */
    public static final int GATEWAY_PORT = 8010;

    private static final List<PlatformService> ALL = List.of(
            new PlatformService(
                    "api-gateway",
                    GATEWAY_PORT,
                    9010,
                    EnumSet.of(Need.DATABASE),
                    Target.API_GATEWAY,
                    GatewayApplication::application),
            new PlatformService(
                    "device-ingest",
                    8004,
                    9004,
                    EnumSet.of(Need.DATABASE),
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
