package dev.chirp.load.device;

import dev.chirp.load.process.Instance;
import dev.chirp.load.process.Ports;
import dev.chirp.load.process.SeparatePlatform;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * An instance of device-ingest with ports for frames.
 *
 * @param plain for TCP
 * @param secure for TLS
 * @param certificates folder of the authority that its certificate is of
 */
public record DeviceDoor(Instance instance, InetSocketAddress plain, InetSocketAddress secure, Path certificates)
        implements AutoCloseable {

    /**
     * Starts one.
     *
     * @param intake host and port of the gateway's intake
     * @param certificates shared by those that are to show certificates of one authority
     * @param jvmOptions further ones
     * @param options Spring's
     */
    public static DeviceDoor open(
            SeparatePlatform platform, String intake, Path certificates, List<String> jvmOptions, String... options)
            throws IOException, InterruptedException {
        int plain = Ports.free();
        int secure = Ports.free();
        List<String> all = new ArrayList<>(List.of(
                "--chirp.intake.address=" + intake,
                "--chirp.ingest.frames.port=" + plain,
                "--chirp.ingest.tls.address=127.0.0.1",
                "--chirp.ingest.tls.port=" + secure,
                "--chirp.ingest.tls.development-folder=" + certificates));
        all.addAll(List.of(options));
        Instance instance = new Instance(platform, "device-ingest", jvmOptions, all);
        return new DeviceDoor(instance, loopback(plain), loopback(secure), certificates);
    }

    private static InetSocketAddress loopback(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    /** What trusts the certificate that it shows. */
    public SslContext tls() throws IOException {
        return tls(SslContext.defaultClientProvider());
    }

    /** The same of this provider. */
    public SslContext tls(SslProvider provider) throws IOException {
        return SslContextBuilder.forClient()
                .sslProvider(provider)
                .trustManager(certificates.resolve("ca.pem").toFile())
                .build();
    }

    @Override
    public void close() {
        instance.close();
    }
}
