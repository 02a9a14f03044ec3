package dev.chirp.load.bench;

import dev.chirp.load.fanout.FanoutServers;
import dev.chirp.load.measure.LoadAverage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** What the platform has to stand, each part against its objectives; what comes over HTTP is played by Gatling. */
final class LoadBenchmark implements Benchmark {
    /** {@code -Dchirp.load.parts=…}: only the parts whose name this expression finds. */
    private static final Pattern ONLY = Pattern.compile(System.getProperty("chirp.load.parts", ""));

    /** Measures something on a platform of its own. */
    private interface Part {
        void measure(Session session, List<Figure> figures) throws Exception;
    }

    private static final Map<String, Part> PARTS = parts();

    private static Map<String, Part> parts() {
        Map<String, Part> parts = new LinkedHashMap<>();
        parts.put("uploads", LoadUploads::measure);
        parts.put("closed-loop", ClosedLoop::measure);
        parts.put("sockets", LoadBenchmark::sockets);
        parts.put("bursts", LoadBursts::measure);
        parts.put("classify", LoadClassify::measure);
        parts.put("devices", LoadDevices::measure);
        return parts;
    }

    @Override
    public String name() {
        return "load";
    }

    @Override
    public String description() {
        return "objectives under load: uploads, closed loop, 10,000 sockets, bursts, /classify, devices";
    }

    @Override
    public List<Figure> run(Session session) throws Exception {
        List<Figure> figures = new ArrayList<>();
        for (Map.Entry<String, Part> part : PARTS.entrySet()) {
            if (ONLY.matcher(part.getKey()).find()) {
                session.say("%s: starting servers", part.getKey());
                int before = figures.size();
                part.getValue().measure(session, figures);
                figures.add(Figure.of(part.getKey() + ": load average at the end", "", LoadAverage.now()));
                // A later part may fail, and this one took minutes.
                figures.subList(before, figures.size())
                        .forEach(figure -> session.say("  %s: %.3f %s", figure.name(), figure.value(), figure.unit()));
            }
        }
        return figures;
    }

    private static void sockets(Session session, List<Figure> figures) throws Exception {
        try (FanoutServers servers = new FanoutServers(session.folder("sockets"))) {
            FanoutMixed.measureLoad(session, servers, figures);
        }
    }
}
