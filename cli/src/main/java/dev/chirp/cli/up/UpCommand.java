package dev.chirp.cli.up;

import dev.chirp.cli.demo.DemoAccount;
import dev.chirp.cli.service.Lasting;
import dev.chirp.cli.service.PlatformService;
import dev.chirp.cli.service.PlatformServices;
import dev.chirp.embedded.DatabaseRole;
import dev.chirp.embedded.FolderLock;
import dev.chirp.embedded.Loopback;
import dev.chirp.embedded.Secrets;
import dev.chirp.embedded.ServerStartException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code chirp up}: runs until Ctrl-C. */
@Command(
        name = "up",
        description = "Runs the whole platform in this process: servers, six services and the web page.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
public final class UpCommand implements Callable<Integer> {
    /** Longer than all bounded steps of an orderly end should take; what still hangs then is given up. */
    private static final Duration STOP_LIMIT = Duration.ofSeconds(40);

    private static final int PORT = 8000;
    private static final int TLS_PORT = 8443;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--port",
            paramLabel = "N",
            description = "Port of the web page and the API (default: 8000, with --tls 8443).",
            showDefaultValue = Visibility.NEVER)
    private @Nullable Integer chosenPort;

    @Option(
            names = "--tls",
            description = "HTTPS and WSS with TLS 1.3 alone; no port for plain HTTP. The authority to trust is"
                    + " device-tls/ca.pem in the data folder.")
    private boolean tls;

    @Option(
            names = "--port-offset",
            paramLabel = "N",
            defaultValue = "0",
            description = "Added to every other port, so that two platforms fit on one machine.")
    private int portOffset;

    @Option(
            names = "--address",
            paramLabel = "IP",
            defaultValue = Loopback.HOST,
            description = "Where the front listens; 0.0.0.0 lets other machines in.")
    private String address;

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            defaultValue = "./data",
            description = "Everything that survives a restart.")
    private Path data;

    @Override
    public Integer call() {
        UpSettings settings = new UpSettings(
                address, port(), portOffset, data.toAbsolutePath().normalize(), tls);
        PrintWriter out = spec.commandLine().getOut();
        FolderLock lock = FolderLock.take(settings.data());
        checkPorts();
        UpLogging.start(settings.data().resolve("logs").resolve("chirp.log"));
        out.printf("Starting Chirp Neighbor, heap %d MB, data in %s%n", maxHeapMegabytes(), settings.data());
        out.flush();
        Platform platform = new Platform(
                settings,
                Secrets.in(settings.data().resolve("secrets.env")),
                DemoAccount.prepare(settings.data(), settings.url()));
        Lasting lasting = Lasting.endingWith(() -> stop(platform, lock, out));
        platform.awaitReady();
        report(platform, out);
        out.printf("Chirp Neighbor is up: %s%n", settings.url());
        out.flush();
        lasting.await();
        return 0;
    }

    private int port() {
        return chosenPort != null ? chosenPort : tls ? TLS_PORT : PORT;
    }

    private void checkPorts() {
        requireFree(port());
        for (PlatformService service : PlatformServices.all()) {
            requireFree(service.managementPort() + portOffset);
            if (service.opensPort()) {
                requireFree(service.port() + portOffset);
            }
        }
        requireFree(PlatformServices.INTAKE_PORT + portOffset);
        requireFree(PlatformServices.FRAMES_PORT + portOffset);
        requireFree(PlatformServices.FRAMES_TLS_PORT + portOffset);
    }

    private void requireFree(int wanted) {
        if (!Loopback.isFree(wanted)) {
            String choice = wanted == port() ? "--port" : "--port-offset";
            throw new ServerStartException(
                    "Port %d is in use by another process; choose another one with %s.".formatted(wanted, choice));
        }
    }

    private static void stop(Platform platform, FolderLock lock, PrintWriter out) {
        Thread limit = Thread.ofPlatform().daemon().name("stop-limit").start(UpCommand::haltAfterLimit);
        out.println("Stopping");
        out.flush();
        platform.close();
        lock.close();
        out.println("Chirp Neighbor has stopped");
        out.flush();
        limit.interrupt();
    }

    private static void haltAfterLimit() {
        try {
            Thread.sleep(STOP_LIMIT);
            Runtime.getRuntime().halt(1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void report(Platform platform, PrintWriter out) {
        Map<String, String> addresses = platform.addresses();
        for (Part<?> part : platform.parts()) {
            out.printf("  %-16s %6d ms  %s%n", part.name(), part.took().toMillis(), where(part.name(), addresses));
        }
        long sinceJvmStart = ManagementFactory.getRuntimeMXBean().getUptime();
        out.printf("  %-16s %6d ms%n", "all", sinceJvmStart);
    }

    private String where(String part, Map<String, String> addresses) {
        if (part.equals("front")) {
            return address + ":" + port() + (tls ? ", TLS" : "");
        }
        return PlatformServices.byName(part)
                .map(service -> {
                    String management = "management " + (service.managementPort() + portOffset);
                    String frames = service.role() == DatabaseRole.DEVICE_INGEST
                            ? "frames %d, with TLS %d, "
                                    .formatted(
                                            PlatformServices.FRAMES_PORT + portOffset,
                                            PlatformServices.FRAMES_TLS_PORT + portOffset)
                            : "";
                    return service.opensPort()
                            ? "port " + (service.port() + portOffset) + ", " + management
                            : frames + management;
                })
                .orElse(addresses.getOrDefault(part, ""));
    }

    private static long maxHeapMegabytes() {
        return Runtime.getRuntime().maxMemory() >> 20;
    }
}
