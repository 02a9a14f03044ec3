package dev.chirp.cli.front;

/** The services behind the front. */
public enum Target {
    API_GATEWAY("api-gateway"),
    CLASSIFY_WORKER("classify-worker"),
    NOTIFY_FANOUT("notify-fanout"),
    DEVICE_INGEST("device-ingest");

    private final String service;

    Target(String service) {
        this.service = service;
    }

    public String service() {
        return service;
    }
}
