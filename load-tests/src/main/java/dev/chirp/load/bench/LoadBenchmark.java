package dev.chirp.load.bench;

import dev.chirp.load.fanout.FanoutServers;
import dev.chirp.load.measure.LoadAverage;
import java.util.List;

/** What the platform has to stand, each part against its objectives; what comes over HTTP is played by Gatling. */
final class LoadBenchmark implements Benchmark {
    private final Parts parts = new Parts("load")
            .with("uploads", noted("uploads", LoadUploads::measure))
            .with("closed-loop", noted("closed-loop", ClosedLoop::measure))
            .with("sockets", noted("sockets", LoadBenchmark::sockets))
            .with("bursts", noted("bursts", LoadBursts::measure))
            .with("classify", noted("classify", LoadClassify::measure))
            .with("devices", noted("devices", LoadDevices::measure));

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
        return parts.run(session);
    }

    /** With what else the machine had to do. */
    private static Parts.Part noted(String name, Parts.Part part) {
        return (session, figures) -> {
            part.measure(session, figures);
            figures.add(Figure.of(name + ": load average at the end", "", LoadAverage.now()));
        };
    }

    private static void sockets(Session session, List<Figure> figures) throws Exception {
        try (FanoutServers servers = new FanoutServers(session.folder("sockets"))) {
            FanoutMixed.measureLoad(session, servers, figures);
        }
    }
}
