package dev.chirp.cli.up;

import dev.chirp.cli.demo.DemoAccount;
import dev.chirp.cli.front.Front;
import dev.chirp.cli.front.NoSocket;
import dev.chirp.cli.front.Target;
import dev.chirp.cli.model.PackFolder;
import dev.chirp.cli.service.Arguments;
import dev.chirp.cli.service.PlatformService;
import dev.chirp.cli.service.PlatformServices;
import dev.chirp.embedded.DatabaseRole;
import dev.chirp.embedded.KafkaServer;
import dev.chirp.embedded.Loopback;
import dev.chirp.embedded.PostgresServer;
import dev.chirp.embedded.RedisServer;
import dev.chirp.embedded.Secrets;
import dev.chirp.fanout.FanoutEndpoint;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.reactive.ReactiveWebServerFactory;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/** Starts one service as a context beside the others. */
record ContextStarter(
        UpSettings settings,
        Secrets secrets,
        DemoAccount demo,
        Front front,
        PostgresServer postgres,
        KafkaServer kafka,
        RedisServer redis) {

    /** Inference takes half of the cores at most: in one process with the gateway, answering uploads comes first. */
    private static final int INFERENCE_THREADS =
            Math.max(1, Runtime.getRuntime().availableProcessors() / 2);

    /** Blocks until the context is refreshed. */
    ConfigurableApplicationContext start(PlatformService service) {
        SpringApplicationBuilder application = service.application().get().registerShutdownHook(false);
        Target target = service.behindFront();
        if (target != null) {
            application.initializers(context -> ((GenericApplicationContext) context)
                    .registerBean(ReactiveWebServerFactory.class, () -> new NoSocket(front, target)));
        }
        ConfigurableApplicationContext context =
                application.run(arguments(service).toArray());
        // The fan-out has no web context; it shows what it answers as a bean.
        context.getBeanProvider(FanoutEndpoint.class)
                .ifAvailable(endpoint -> front.mount(Target.NOTIFY_FANOUT, endpoint::apply));
        return context;
    }

    private Arguments arguments(PlatformService service) {
        Arguments arguments = new Arguments()
                .with("chirp.db.host", postgres.host())
                .with("chirp.db.port", postgres.port())
                .with("chirp.db.name", postgres.database())
                .with("chirp.db.password", secrets.passwordOf(service.role()))
                .with("chirp.kafka.bootstrap-servers", kafka.bootstrapServers())
                .with("chirp.redis.url", redis.url())
                .with("chirp.storage.root", settings.data())
                .with("chirp.security.keys-dir", settings.data().resolve("keys"))
                .with("chirp.security.jwks-uri", front.keysUrl())
                .with("chirp.bootstrap.ops-user", demo.user())
                .with("chirp.bootstrap.ops-password", demo.password())
                .with("chirp.classify.threads", INFERENCE_THREADS)
                .with("chirp.fanout.listen", false)
                .with("chirp.management.port", service.managementPort() + settings.portOffset())
                .with("server.address", Loopback.HOST)
                .with("server.port", service.port() + settings.portOffset());
        new PackFolder(settings.data()).active().ifPresent(pack -> arguments.with("chirp.classify.pack", pack));
        if (service.role() == DatabaseRole.OUTBOX_RELAY) {
            arguments.with("relay.event.maintenance-password", secrets.passwordOf(DatabaseRole.MAINTENANCE));
        }
        int intakePort = PlatformServices.INTAKE_PORT + settings.portOffset();
        return service.role() == DatabaseRole.DEVICE_INGEST
                ? arguments
                        .with("chirp.intake.address", Loopback.HOST + ":" + intakePort)
                        .with("chirp.ingest.frames.port", PlatformServices.FRAMES_PORT + settings.portOffset())
                        .with("chirp.ingest.tls.address", settings.address())
                        .with("chirp.ingest.tls.port", PlatformServices.FRAMES_TLS_PORT + settings.portOffset())
                        .with("chirp.ingest.tls.development-folder", settings.certificates())
                : arguments.with("chirp.intake.port", intakePort);
    }
}
