package dev.chirp.cli.image;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What an image runs.
 *
 * @param name of the module and of the image
 * @param main the class
 * @param trainingOptions of the JVM, for a start that ends by itself and connects to nothing
 * @param training arguments of that start
 */
record Image(String name, String main, List<String> trainingOptions, List<String> training) {
    private static final String NOBODY = "127.0.0.1:1";

    /** Where a service would look; nothing is there. */
    private static final List<String> NOWHERE = List.of(
            "--chirp.db.host=127.0.0.1",
            "--chirp.db.port=1",
            "--chirp.db.password=none",
            "--relay.event.maintenance-password=none",
            "--chirp.kafka.bootstrap-servers=" + NOBODY,
            "--chirp.redis.url=redis://" + NOBODY,
            "--chirp.security.jwks-uri=http://" + NOBODY + "/jwks.json",
            "--chirp.security.keys-dir=/tmp/training/keys",
            "--chirp.storage.root=/tmp/training");

    static List<Image> all() {
        return Stream.concat(
                        Stream.of(
                                service("api-gateway", "gateway.GatewayApplication"),
                                service("outbox-relay", "relay.RelayApplication"),
                                service("classify-worker", "classify.ClassifyApplication"),
                                service("art-worker", "art.ArtApplication"),
                                service("notify-fanout", "fanout.FanoutApplication"),
                                service("device-ingest", "ingest.IngestApplication")),
                        Stream.of(new Image("cli", "dev.chirp.cli.Chirp", List.of(), List.of("smoke", "--help"))))
                .toList();
    }

    private static Image service(String name, String main) {
        List<String> arguments = new ArrayList<>(NOWHERE);
        if (name.equals("device-ingest")) {
            // To the gateway the property of that name is where it listens.
            arguments.add("--chirp.intake.address=" + NOBODY);
        }
        return new Image(name, "dev.chirp." + main, List.of("-Dspring.context.exit=onRefresh"), arguments);
    }
}
