package dev.chirp.cli.infra;

import dev.chirp.cli.service.Lasting;
import dev.chirp.embedded.EnvFile;
import dev.chirp.embedded.FolderLock;
import dev.chirp.embedded.KafkaCluster;
import dev.chirp.embedded.Secrets;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code chirp infra}: PostgreSQL, Kafka and Redis, each a process of its own, until Ctrl-C. */
@Command(
        name = "infra",
        description = "Runs only the servers, each as its own process, for services started with 'chirp run'.",
        mixinStandardHelpOptions = true)
public final class InfraCommand implements Callable<Integer> {
    private static final String ENV_FILE = "infra.env";

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            defaultValue = "./data",
            description = "Where the servers keep their data and infra.env is written (default: ${DEFAULT-VALUE}).")
    private Path data;

    @Option(
            names = "--port-offset",
            paramLabel = "N",
            defaultValue = "0",
            description = "Added to the ports that infra.env names for the services and the front (default:"
                    + " ${DEFAULT-VALUE}).")
    private int portOffset;

    @Option(
            names = "--brokers",
            paramLabel = "1|3",
            description = "Brokers of Kafka; of three, any one may be killed. Default: 1, with --ha 3.")
    private @Nullable Integer brokers;

    @Option(
            names = "--ha",
            description =
                    "PostgreSQL as a primary with two standbys (Patroni), Redis with a replica and three sentinels:"
                        + " any one server may be killed. Needs the programs patroni, etcd and those of PostgreSQL.")
    private boolean highlyAvailable;

    @Option(
            names = "--logical-decoding",
            hidden = true,
            description = "Lets the relay's peer in its benchmark read PostgreSQL's log.")
    private boolean logicalDecoding;

    @Override
    public Integer call() {
        Servers.Shape shape = shape();
        Path folder = data.toAbsolutePath().normalize();
        PrintWriter out = spec.commandLine().getOut();
        FolderLock lock = FolderLock.take(folder);
        Path envFile = folder.resolve(ENV_FILE);
        Secrets secrets = Secrets.in(folder.resolve("secrets.env"));
        Servers servers = new Servers(folder, secrets, new LastPorts(EnvFile.read(envFile)), shape);
        Lasting lasting = Lasting.endingWith(() -> stop(servers, lock, out));
        servers.start();
        EnvFile.write(envFile, new InfraEnvironment(folder, portOffset, secrets).describe(servers));
        out.printf("infra is up: %s%n", envFile);
        out.flush();
        lasting.await();
        return 0;
    }

    private Servers.Shape shape() {
        int size = brokers != null ? brokers : highlyAvailable ? 3 : 1;
        if (!KafkaCluster.SIZES.contains(size)) {
            throw new ParameterException(
                    spec.commandLine(), "--brokers: %d (expected: one of %s)".formatted(size, KafkaCluster.SIZES));
        }
        if (highlyAvailable && logicalDecoding) {
            throw new ParameterException(spec.commandLine(), "--ha and --logical-decoding exclude each other");
        }
        return new Servers.Shape(size, highlyAvailable, logicalDecoding);
    }

    private static void stop(Servers servers, FolderLock lock, PrintWriter out) {
        out.println("Stopping");
        out.flush();
        servers.close();
        lock.close();
        out.println("infra has stopped");
        out.flush();
    }
}
