package dev.chirp.cli.infra;

import dev.chirp.cli.demo.DemoAccount;
import dev.chirp.cli.service.PlatformService;
import dev.chirp.cli.service.PlatformServices;
import dev.chirp.embedded.DatabaseRole;
import dev.chirp.embedded.Loopback;
import dev.chirp.embedded.Secrets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** What {@code infra.env} tells: how to reach the servers, whom to kill in a test, and where the services will be. */
public record InfraEnvironment(Path folder, int portOffset, Secrets secrets) {
    public static final String PORT_OFFSET = "CHIRP_PORT_OFFSET";
    private static final int FRONT_PORT = 8000;

    Map<String, String> describe(Servers servers) {
        Map<String, String> values = new LinkedHashMap<>(servers.environment());
        for (DatabaseRole role : DatabaseRole.values()) {
            values.put(role.passwordKey(), secrets.passwordOf(role));
        }
        values.put("CHIRP_STORAGE_ROOT", folder.toString());
        values.put("CHIRP_SECURITY_KEYS_DIR", folder.resolve("keys").toString());
        values.putAll(services());
        return values;
    }

    private Map<String, String> services() {
        Map<String, String> values = new LinkedHashMap<>();
        values.put(PORT_OFFSET, Integer.toString(portOffset));
        values.put("CHIRP_FRONT_PORT", Integer.toString(FRONT_PORT + portOffset));
        for (PlatformService service : PlatformServices.all()) {
            if (service.port() > 0) {
                values.put(urlKey(service.name()), url(service.port()));
            }
        }
        DemoAccount demo = DemoAccount.prepare(folder, "http://localhost:" + (FRONT_PORT + portOffset));
        values.put("CHIRP_BOOTSTRAP_OPS_USER", demo.user());
        values.put("CHIRP_BOOTSTRAP_OPS_PASSWORD", demo.password());
        values.put("CHIRP_SECURITY_JWKS_URI", url(PlatformServices.GATEWAY_PORT) + "/.well-known/jwks.json");
        values.put("CHIRP_INTAKE_ADDRESS", Loopback.HOST + ":" + (PlatformServices.INTAKE_PORT + portOffset));
        return values;
    }

    /** Where {@code infra.env} keeps the address of a service, for {@code chirp run front}. */
    public static String urlKey(String service) {
        return "CHIRP_URL_" + DatabaseRole.of(service).name();
    }

    /** Where {@code infra.env} keeps the process id of a broker, counted from 1. */
    public static String brokerPidKey(int broker) {
        return broker == 1 ? "CHIRP_PID_KAFKA" : "CHIRP_PID_KAFKA_" + broker;
    }

    private String url(int port) {
        return "http://%s:%d".formatted(Loopback.HOST, port + portOffset);
    }
}
