package dev.chirp.load.bench;

import dev.chirp.load.fanout.FanoutServers;
import java.util.List;

/** Kafka record → client socket, and what ten thousand sockets cost. */
final class FanoutBenchmark implements Benchmark {
    /** Measures something with servers that nobody else uses meanwhile. */
    private interface Measurement {
        void measure(Session session, FanoutServers servers, List<Figure> figures) throws Exception;
    }

    private final Parts parts = new Parts("fanout")
            .with("mixed", apart("mixed", FanoutMixed::measure))
            .with("stalled", apart("stalled", FanoutStalled::measure))
            .with("broadcast", apart("broadcast", FanoutBroadcast::measure))
            .with("memory", apart("memory", FanoutMemory::measure))
            .with("conversation", apart("conversation", FanoutConversation::measure))
            .with("hundred", apart("hundred", FanoutHundred::measure));

    @Override
    public String name() {
        return "fanout";
    }

    @Override
    public String description() {
        return "10,000 sockets: latency, memory, idle cost, stalled readers, reconnect storm, nginx + Nchan beside it";
    }

    @Override
    public List<Figure> run(Session session) throws Exception {
        return parts.run(session);
    }

    private static Parts.Part apart(String name, Measurement measurement) {
        return (session, figures) -> {
            try (FanoutServers servers = new FanoutServers(session.folder(name))) {
                measurement.measure(session, servers, figures);
            }
        };
    }
}
