package dev.chirp.cli.service;

import java.util.List;
import java.util.Optional;

/** The registry of services, in the order in which they are listed to people. */
public final class PlatformServices {
    /** The gateway's gRPC port for device-ingest, before any offset. */
    public static final int INTAKE_PORT = 9090;

    /** Where the gateway listens when it runs alone, before any offset. */
    public static final int GATEWAY_PORT = 8010;

    private static final List<PlatformService> ALL = List.of();

    private PlatformServices() {}

    public static List<PlatformService> all() {
        return ALL;
    }

    public static Optional<PlatformService> byName(String name) {
        return ALL.stream().filter(service -> service.name().equals(name)).findFirst();
    }
}
