package dev.chirp.fanout;

import dev.chirp.embedded.TestServers;
import dev.chirp.embedded.TokenIssuer;
import java.util.HashMap;
import java.util.Map;
import org.springframework.context.ConfigurableApplicationContext;

/** Starts the service as it runs in production, against the servers of this JVM. */
final class Instances {
    private Instances() {}

    static ConfigurableApplicationContext start(TokenIssuer issuer, Map<String, String> more) {
        Map<String, Object> properties = new HashMap<>(TestServers.properties("notify-fanout"));
        properties.put("chirp.security.jwks-uri", issuer.jwksUri());
        properties.putAll(more);
        return FanoutApplication.application()
                .run(properties.entrySet().stream()
                        .map(property -> "--" + property.getKey() + "=" + property.getValue())
                        .toArray(String[]::new));
    }

    static int port(ConfigurableApplicationContext instance) {
        return instance.getBean(FanoutServer.class).port();
    }
}
