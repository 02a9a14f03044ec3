package dev.chirp.load.device;

import dev.chirp.load.check.Database;
import dev.chirp.load.process.Instance;
import dev.chirp.load.process.Ports;
import dev.chirp.load.process.SeparatePlatform;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The servers, a gateway, and instances of device-ingest with ports for frames. */
public final class DeviceSite implements AutoCloseable {
    private final SeparatePlatform platform;
    private final int intakePort = Ports.free();
    private final List<String> gatewayOptions;
    private final List<DeviceDoor> doors = new ArrayList<>();
    private final Path certificates;
    private final Instance gateway;
    private final Instance relay;

    /**
     * Starts the servers, the gateway and the relay: events that nobody publishes end intake.
     *
     * @param gatewayOptions Spring's
     */
    public DeviceSite(Path folder, List<String> gatewayOptions) throws IOException, InterruptedException {
        this.platform = SeparatePlatform.servers(folder);
        this.certificates = folder.resolve("device-tls");
        this.gatewayOptions = new ArrayList<>(gatewayOptions);
        this.gatewayOptions.add("--chirp.intake.port=" + intakePort);
        this.gateway = new Instance(platform, "api-gateway", List.of(), this.gatewayOptions);
        this.relay = new Instance(platform, "outbox-relay", List.of(), List.of());
    }

    /**
     * Starts an instance of device-ingest.
     *
     * @param jvmOptions further ones
     * @param options Spring's
     */
    public DeviceDoor open(List<String> jvmOptions, String... options) throws IOException, InterruptedException {
        DeviceDoor door = DeviceDoor.open(platform, "127.0.0.1:" + intakePort, certificates, jvmOptions, options);
        doors.add(door);
        return door;
    }

    public SeparatePlatform platform() {
        return platform;
    }

    public Instance gateway() {
        return gateway;
    }

    public Database database() throws IOException {
        return new Database(platform);
    }

    /** New devices, each of a user of its own. */
    public List<Identity> devices(int count) throws SQLException, IOException {
        return Identity.create(database(), count);
    }

    /** What the fleet has had committed is compared with what is stored. */
    public StoredClips stored(DeviceFleet fleet) throws IOException, SQLException {
        return StoredClips.of(database(), platform.blobs(), fleet);
    }

    /** Recordings of a measurement that is over take up room; what the platform removes meanwhile is gone anyway. */
    public void forgetAudio() throws IOException {
        if (!Files.isDirectory(platform.blobs())) {
            return;
        }
        // Without its mark, which lies beside the folders, the store counts as away.
        Path mark = platform.blobs().resolve(".chirp-store");
        Files.walkFileTree(platform.blobs(), new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (!file.equals(mark)) {
                    Files.deleteIfExists(file);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException gone) throws IOException {
                if (gone instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw gone;
            }
        });
    }

    @Override
    public void close() {
        doors.forEach(DeviceDoor::close);
        relay.close();
        gateway.close();
        platform.close();
    }
}
