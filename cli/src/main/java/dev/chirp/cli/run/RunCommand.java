package dev.chirp.cli.run;

import dev.chirp.cli.front.FrontTls;
import dev.chirp.cli.infra.InfraEnvironment;
import dev.chirp.cli.service.Arguments;
import dev.chirp.cli.service.Lasting;
import dev.chirp.cli.service.PlatformService;
import dev.chirp.cli.service.PlatformServices;
import dev.chirp.embedded.EnvFile;
import dev.chirp.embedded.Loopback;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ConfigurableApplicationContext;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** {@code chirp run SERVICE}: one service in this process, against the servers of an env file, until Ctrl-C. */
@Command(
        name = "run",
        description = "Runs one service, or the front, as its own process.",
        footer = "Anything like --server.port=8010 is handed to the service.",
        mixinStandardHelpOptions = true)
public final class RunCommand implements Callable<Integer> {
    private static final Logger log = LoggerFactory.getLogger(RunCommand.class);
    private static final String FRONT = "front";

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "SERVICE", description = "front, or one of the services, for example api-gateway.")
    private String name;

    @Option(
            names = "--env-file",
            paramLabel = "FILE",
            required = true,
            description = "Where the servers are; 'chirp infra' writes one.")
    private Path envFile;

    @ArgGroup(exclusive = false)
    private FrontOptions front = new FrontOptions();

    /** Of {@code run front} alone. */
    static final class FrontOptions {
        @Option(names = "--tls", description = "front: HTTPS and WSS with TLS 1.3 alone, at port 8443.")
        private boolean tls;

        @Option(
                names = "--certificate",
                paramLabel = "PEM",
                description = "front --tls: the server's certificate chain; without it one for localhost, by the"
                        + " authority device-tls/ca.pem beside the env file.")
        private @Nullable Path certificate;

        @Option(names = "--key", paramLabel = "PEM", description = "front --tls: the certificate's private key.")
        private @Nullable Path key;
    }

    @Unmatched
    private List<String> options = new ArrayList<>();

    @Override
    public Integer call() {
        if (!Files.isReadable(envFile)) {
            throw new ParameterException(spec.commandLine(), "Cannot read the env file %s.".formatted(envFile));
        }
        Map<String, String> environment = EnvFile.read(envFile);
        Lasting lasting = name.equals(FRONT)
                ? Lasting.endingWith(ProxyFront.start(environment, springOptions(), tls())::close)
                : Lasting.endingByItself(start(service(), environment)::close);
        lasting.await();
        return 0;
    }

    private @Nullable FrontTls tls() {
        if ((front.certificate == null) != (front.key == null) || (front.certificate != null && !front.tls)) {
            throw new ParameterException(spec.commandLine(), "--certificate and --key belong together, and to --tls.");
        }
        if (!front.tls) {
            return null;
        }
        return front.certificate != null && front.key != null
                ? FrontTls.of(front.certificate, front.key)
                : FrontTls.ofThisMachine(envFile.toAbsolutePath().resolveSibling(FrontTls.FOLDER));
    }

    private PlatformService service() {
        return PlatformServices.byName(name)
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(),
                        "Unknown service %s; choose front or one of %s."
                                .formatted(
                                        name,
                                        PlatformServices.all().stream()
                                                .map(PlatformService::name)
                                                .collect(Collectors.joining(", ")))));
    }

    private ConfigurableApplicationContext start(PlatformService service, Map<String, String> environment) {
        int offset = Integer.parseInt(environment.getOrDefault(InfraEnvironment.PORT_OFFSET, "0"));
        Arguments arguments = new Arguments()
                .with("server.port", service.port() + offset)
                .with("chirp.management.port", service.managementPort() + offset)
                // The front of this machine; it says who asked it.
                .with("chirp.http.trusted-proxies", Loopback.HOST)
                .with("chirp.intake.port", PlatformServices.INTAKE_PORT + offset)
                .with("chirp.ingest.frames.port", PlatformServices.FRAMES_PORT + offset)
                .with("chirp.ingest.tls.port", PlatformServices.FRAMES_TLS_PORT + offset)
                .with(ServiceEnvironment.properties(service.role(), environment))
                .with(springOptions());
        ConfigurableApplicationContext context = service.application().get().run(arguments.toArray());
        log.atInfo().addKeyValue("name", service.name()).log("Service is up");
        return context;
    }

    private Map<String, String> springOptions() {
        Map<String, String> properties = new LinkedHashMap<>();
        for (String option : options) {
            int equals = option.indexOf('=');
            if (!option.startsWith("--") || equals < 3) {
                throw new ParameterException(
                        spec.commandLine(), "Unknown option %s (expected: --property=value).".formatted(option));
            }
            properties.put(option.substring(2, equals), option.substring(equals + 1));
        }
        return properties;
    }
}
