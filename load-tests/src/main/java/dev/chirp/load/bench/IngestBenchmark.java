package dev.chirp.load.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Devices that stream frames: how many, how soon it is committed, what it costs, and what breaks. */
final class IngestBenchmark implements Benchmark {
    /** {@code -Dchirp.ingest.parts=…}: only the parts whose name this expression finds. */
    private static final Pattern ONLY = Pattern.compile(System.getProperty("chirp.ingest.parts", ""));

    /** Measures something on a platform of its own. */
    private interface Part {
        void measure(Session session, List<Figure> figures) throws Exception;
    }

    private static final Map<String, Part> PARTS = parts();

    private static Map<String, Part> parts() {
        Map<String, Part> parts = new LinkedHashMap<>();
        parts.put("stream", IngestStream::measure);
        parts.put("largest", IngestLargest::measure);
        parts.put("cost", IngestCost::measure);
        parts.put("memory", IngestMemory::measure);
        parts.put("handshake", IngestHandshake::measure);
        parts.put("loss", IngestLoss::measure);
        parts.put("kill", IngestKill::measure);
        return parts;
    }

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
        List<Figure> figures = new ArrayList<>();
        for (Map.Entry<String, Part> part : PARTS.entrySet()) {
            if (ONLY.matcher(part.getKey()).find()) {
                session.say("%s: starting servers", part.getKey());
                int before = figures.size();
                part.getValue().measure(session, figures);
                // A later part may fail, and this one took minutes.
                figures.subList(before, figures.size())
                        .forEach(figure -> session.say("  %s: %.3f %s", figure.name(), figure.value(), figure.unit()));
            }
        }
        return figures;
    }
}
