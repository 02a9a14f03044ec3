package dev.chirp.cli.run;

import dev.chirp.cli.front.Front;
import dev.chirp.cli.front.Proxy;
import dev.chirp.cli.front.Target;
import dev.chirp.cli.infra.InfraEnvironment;
import dev.chirp.embedded.Loopback;
import java.net.URI;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The front before services that run as processes of their own. */
final class ProxyFront {
    private static final Logger log = LoggerFactory.getLogger(ProxyFront.class);
    private static final String DEFAULT_PORT = "8000";

    private ProxyFront() {}

    /** Returns when it listens; stops with this process. */
    static void start(Map<String, String> environment, Map<String, String> options) {
        String port = options.getOrDefault("server.port", environment.getOrDefault("CHIRP_FRONT_PORT", DEFAULT_PORT));
        Front front = Front.start(options.getOrDefault("server.address", Loopback.HOST), Integer.parseInt(port));
        Runtime.getRuntime().addShutdownHook(new Thread(front::close, "stop-front"));
        for (Target target : Target.values()) {
            String url = environment.get(InfraEnvironment.urlKey(target.service()));
            if (url != null && target != Target.CLASSIFY_WORKER) {
                Proxy.mount(front, target, URI.create(url));
            }
        }
        log.atInfo().addKeyValue("port", front.port()).log("Front is up");
    }
}
