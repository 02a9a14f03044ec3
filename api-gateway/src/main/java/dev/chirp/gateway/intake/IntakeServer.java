package dev.chirp.gateway.intake;

import dev.chirp.gateway.blob.Blobs;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** The gRPC server through which device-ingest hands in clips; on the loopback address unless configured otherwise. */
@Component
public final class IntakeServer implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(IntakeServer.class);
    private static final int MAX_MESSAGE_BYTES = 128 * 1024;
    private static final int GRACE_SECONDS = 5;
    private final IntakeSettings settings;
    private final CaptureIntake intake;
    private final Blobs blobs;
    private @Nullable Server server;

    IntakeServer(IntakeSettings settings, CaptureIntake intake, Blobs blobs) {
        this.settings = settings;
        this.intake = intake;
        this.blobs = blobs;
    }

    /** The port that it listens on; of use when the configured one is 0. */
    public int port() {
        if (server == null) {
            throw new IllegalStateException("not started");
        }
        return server.getPort();
    }

    @Override
    public void start() {
        try {
            // Calls only hand bytes on, so they need no threads beside the event loops.
            server = NettyServerBuilder.forAddress(new InetSocketAddress(settings.address(), settings.port()))
                    .addService(new ClipService(intake, blobs))
                    .maxInboundMessageSize(MAX_MESSAGE_BYTES)
                    .permitKeepAliveTime(10, TimeUnit.SECONDS)
                    .permitKeepAliveWithoutCalls(true)
                    .directExecutor()
                    .build()
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "The intake port cannot be opened: " + settings.address() + ":" + settings.port(), e);
        }
        log.atInfo().addKeyValue("port", server.getPort()).log("Clip intake listens");
    }

    @Override
    public void stop() {
        Server running = server;
        if (running != null) {
            server = null;
            running.shutdown();
            try {
                if (!running.awaitTermination(GRACE_SECONDS, TimeUnit.SECONDS)) {
                    running.shutdownNow();
                }
            } catch (InterruptedException e) {
                running.shutdownNow();
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public boolean isRunning() {
        return server != null;
    }

    /** Stops first: before the web server ends its requests, and before what it hands clips to. */
    @Override
    public int getPhase() {
        return WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE + 512;
    }
}
