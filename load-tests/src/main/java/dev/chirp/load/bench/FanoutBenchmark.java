package dev.chirp.load.bench;

import dev.chirp.load.fanout.FanoutServers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Kafka record → client socket, and what ten thousand sockets cost. */
final class FanoutBenchmark implements Benchmark {
    /** {@code -Dchirp.fanout.parts=…}: only the parts whose name this expression finds. */
    private static final Pattern ONLY = Pattern.compile(System.getProperty("chirp.fanout.parts", ""));

    /** Measures something with servers that nobody else uses meanwhile. */
    private interface Part {
        void measure(Session session, FanoutServers servers, List<Figure> figures) throws Exception;
    }

    private static final Map<String, Part> PARTS = parts();

    private static Map<String, Part> parts() {
        Map<String, Part> parts = new LinkedHashMap<>();
        parts.put("mixed", FanoutMixed::measure);
        parts.put("stalled", FanoutStalled::measure);
        parts.put("broadcast", FanoutBroadcast::measure);
        parts.put("memory", FanoutMemory::measure);
        parts.put("conversation", FanoutConversation::measure);
        parts.put("hundred", FanoutHundred::measure);
        return parts;
    }

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
        List<Figure> figures = new ArrayList<>();
        for (Map.Entry<String, Part> part : PARTS.entrySet()) {
            if (ONLY.matcher(part.getKey()).find()) {
                session.say("%s: starting servers", part.getKey());
                try (FanoutServers servers = new FanoutServers(session.folder(part.getKey()))) {
                    part.getValue().measure(session, servers, figures);
                }
            }
        }
        return figures;
    }
}
