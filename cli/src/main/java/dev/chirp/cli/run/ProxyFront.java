package dev.chirp.cli.run;

import dev.chirp.cli.front.Front;
import dev.chirp.cli.front.FrontTls;
import dev.chirp.cli.front.Proxy;
import dev.chirp.cli.front.Target;
import dev.chirp.cli.infra.InfraEnvironment;
import dev.chirp.embedded.Loopback;
import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The front before services that run as processes of their own. */
final class ProxyFront {
    private static final Logger log = LoggerFactory.getLogger(ProxyFront.class);
    private static final String DEFAULT_PORT = "8000";
    private static final int TLS_PORT = 8443;

    private ProxyFront() {}

    /** Returns when it listens. */
    static Front start(Map<String, String> environment, Map<String, String> options, @Nullable FrontTls tls) {
        int usual = tls == null
                ? Integer.parseInt(environment.getOrDefault("CHIRP_FRONT_PORT", DEFAULT_PORT))
                : TLS_PORT + Integer.parseInt(environment.getOrDefault(InfraEnvironment.PORT_OFFSET, "0"));
        String port = options.getOrDefault("server.port", Integer.toString(usual));
        Front front = Front.start(options.getOrDefault("server.address", Loopback.HOST), Integer.parseInt(port), tls);
        for (Target target : Target.values()) {
            String url = environment.get(InfraEnvironment.urlKey(target.service()));
            if (url != null && target != Target.CLASSIFY_WORKER) {
                Proxy.mount(front, target, URI.create(url));
            }
        }
        log.atInfo().addKeyValue("port", front.port()).log("Front is up");
        return front;
    }
}
