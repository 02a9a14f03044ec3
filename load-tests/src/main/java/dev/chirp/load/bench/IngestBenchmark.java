package dev.chirp.load.bench;

import java.util.List;

/** Devices that stream frames: how many, how soon it is committed, what it costs, and what breaks. */
final class IngestBenchmark implements Benchmark {
    private final Parts parts = new Parts("ingest")
            .with("stream", IngestStream::measure)
            .with("largest-alone", IngestLargest::alone)
            .with("largest-tcp", IngestLargest::plain)
            .with("largest-tls", IngestLargest::secure)
            .with("cost", IngestCost::measure)
            .with("memory", IngestMemory::measure)
            .with("handshake", IngestHandshake::measure)
            .with("loss", IngestLoss::measure)
            .with("kill", IngestKill::measure);

    @Override
    public String name() {
        return "ingest";
    }

    @Override
    public String description() {
        return "500 devices at 48 kHz: time to commit, largest fleet, memory, allocation, handshakes, packet loss,"
                + " kill -9";
    }

    @Override
    public List<Figure> run(Session session) throws Exception {
        return parts.run(session);
    }
}
