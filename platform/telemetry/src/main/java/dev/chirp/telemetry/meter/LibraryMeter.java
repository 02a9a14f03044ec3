package dev.chirp.telemetry.meter;

import static dev.chirp.telemetry.meter.MeterDescription.meter;
import static io.micrometer.core.instrument.Meter.Type.COUNTER;
import static io.micrometer.core.instrument.Meter.Type.LONG_TASK_TIMER;
import static io.micrometer.core.instrument.Meter.Type.OTHER;
import static io.micrometer.core.instrument.Meter.Type.TIMER;

/** What libraries register by themselves; only documented here. */
public enum LibraryMeter implements DocumentedMeter {
    REQUESTS(meter(TIMER, "http.server.requests", "Rate, errors and latency of every route")
            .tagOfAtMost(30, "error")
            .tagOfAtMost(30, "exception")
            .tagOfAtMost(10, "method")
            .tag("outcome", "INFORMATIONAL", "SUCCESS", "REDIRECTION", "CLIENT_ERROR", "SERVER_ERROR", "UNKNOWN")
            .tagOfAtMost(40, "status")
            .tagOfAtMost(120, "uri")),
    REQUESTS_ACTIVE(meter(LONG_TASK_TIMER, "http.server.requests.active", "Requests under way")
            .tagOfAtMost(30, "exception")
            .tagOfAtMost(10, "method")
            .tag("outcome", "INFORMATIONAL", "SUCCESS", "REDIRECTION", "CLIENT_ERROR", "SERVER_ERROR", "UNKNOWN")
            .tagOfAtMost(40, "status")
            .tagOfAtMost(120, "uri")),
    CALLS_RECEIVED(meter(COUNTER, "grpc.server.requests.received", "Messages of clips that came to the gateway")
            .unit("messages")
            .tagOfAtMost(5, "method")
            .tagOfAtMost(4, "methodType")
            .tagOfAtMost(3, "grpc.service")),
    CALLS_SENT(meter(COUNTER, "grpc.server.responses.sent", "Messages of clips that the gateway sent")
            .unit("messages")
            .tagOfAtMost(5, "method")
            .tagOfAtMost(4, "methodType")
            .tagOfAtMost(3, "grpc.service")),
    CALLS(meter(TIMER, "grpc.server.processing.duration", "Streams of clips, from their beginning to their end")
            .tagOfAtMost(5, "method")
            .tagOfAtMost(4, "methodType")
            .tagOfAtMost(3, "grpc.service")
            .tagOfAtMost(17, "statusCode")),
    CONNECTION_POOL(
            meter(OTHER, "hikaricp.*", "The JDBC pools of classify-worker, art-worker, notify-fanout and device-ingest")
                    .tagOfAtMost(2, "pool")),
    KAFKA_CONSUMER(meter(OTHER, "kafka.consumer.*", "The Kafka client's own, where there is a consumer")
            .tagOfAtMost(8, "client.id")
            .tagOfAtMost(1, "kafka.version")
            .tagOfAtMost(10, "node.id")
            .tagOfAtMost(8, "spring.id")
            .tagOfAtMost(8, "topic")
            .tagOfAtMost(128, "partition")),
    KAFKA_CLIENT(meter(OTHER, "kafka.app.*", "The Kafka client's version and start")
            .tagOfAtMost(8, "client.id")
            .tagOfAtMost(1, "kafka.version")
            .tagOfAtMost(8, "spring.id")),
    THREADS(meter(OTHER, "executor.*", "Threads of notify-fanout that wait for the database")
            .tagOfAtMost(1, "name")),
    JVM(meter(
                    OTHER,
                    "jvm.*",
                    "Memory, collections and threads of the process; the same for all services under `chirp up`")
            .tagOfAtMost(12, "action")
            .tag("area", "heap", "nonheap")
            .tagOfAtMost(12, "cause")
            .tagOfAtMost(12, "gc")
            .tagOfAtMost(20, "id")
            .tag("state", "blocked", "new", "runnable", "terminated", "timed-waiting", "waiting")),
    PROCESS(meter(
            OTHER,
            "process.*",
            "Time, processor and files of the process; the same for all services under `chirp up`")),
    SYSTEM(meter(OTHER, "system.*", "The machine's processors and load"));

    private final MeterDescription description;

    LibraryMeter(MeterDescription description) {
        this.description = description;
    }

    @Override
    public MeterDescription description() {
        return description;
    }
}
