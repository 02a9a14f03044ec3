package dev.chirp.ingest;

import static dev.chirp.ingest.FrameClient.audio;
import static dev.chirp.ingest.FrameClient.hello;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chirp.ingest.frame.Body;
import dev.chirp.ingest.frame.Frame;
import dev.chirp.ingest.gate.FrameServer;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.ConfigurableApplicationContext;

class FramesOverTlsIT {
    @TempDir
    private static Path folder;

    private static TestAuthority maker;
    private static FakeGateway gateway;
    private static ConfigurableApplicationContext service;

    @BeforeAll
    static void start() throws Exception {
        gateway = new FakeGateway();
        service = IngestFixture.start(gateway.port(), properties());
    }

    @AfterAll
    static void stop() {
        service.close();
        gateway.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void takesClipsThroughTls(String version) throws Exception {
        try (FrameClient client = new FrameClient(connect(service, version))) {
            client.begin(hello(IngestFixture.newDevice(), "b", 16_000, null));
            client.send(audio(Frame.LAST_OF_CLIP, 1, 1, new byte[60_000]));
            client.awaitCommitted(1);
            client.send(new byte[24]);
            assertThat(client.awaitEnd().code()).isEqualTo("bad_magic");
        }
    }

    @Test
    void speaksNoOlderVersion() {
        assertThatThrownBy(() -> connect(service, "TLSv1.1")).isInstanceOf(IOException.class);
    }

    @Test
    void speaksTls13AloneUnlessItIsAskedForMore() throws Exception {
        Map<String, String> usual = new HashMap<>(properties());
        usual.remove("chirp.ingest.tls.tls12");
        try (ConfigurableApplicationContext strict = IngestFixture.start(gateway.port(), usual)) {
            connect(strict, "TLSv1.3").close();
            assertThatThrownBy(() -> connect(strict, "TLSv1.2")).isInstanceOf(SSLException.class);
        }
    }

    @Test
    void closesAConnectionThatSpeaksNoTls() throws Exception {
        try (Socket socket = new Socket("127.0.0.1", port(service))) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(FrameClient.bytes(Frame.unnumbered(new Body.Ping())));
            InputStream in = socket.getInputStream();
            assertThat(in.readAllBytes().length).isLessThan(100);
        }
    }

    @Test
    void keepsItsCertificatesForTheNextStart() throws Exception {
        byte[] before = Files.readAllBytes(folder.resolve("ca.pem"));
        try (ConfigurableApplicationContext again = IngestFixture.start(gateway.port(), properties())) {
            connect(again, "TLSv1.3").close();
        }
        assertThat(Files.readAllBytes(folder.resolve("ca.pem"))).isEqualTo(before);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("server-key.pem"))))
                .isEqualTo("rw-------");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void resumesASessionAtAnotherInstance(String version) throws Exception {
        SSLContext client = client(null);
        // The client remembers sessions by host and port, so both instances have to be behind the same.
        try (ConfigurableApplicationContext another = IngestFixture.start(gateway.port(), properties());
                CuttingProxy balancer = new CuttingProxy(port(service), new Random(1), 0)) {
            greet(client, balancer.port(), version);
            balancer.to(port(another));
            greet(client, balancer.port(), version);
            assertThat(resumed(another)).isOne();
        }
    }

    @Test
    void takesACertificateForAKey() throws Exception {
        IngestFixture.Device device = IngestFixture.newDevice();
        try (FrameClient connected = certified(device.id().toString())) {
            Body.Welcome welcome = connected.begin(withoutKey());
            assertThat(welcome.committedSeq()).isZero();

            IngestFixture.run(
                    "INSERT INTO revocation (subject, reason) VALUES (?, 'test')", "device-certificate/" + device.id());

            assertThat(connected.awaitEnd().code()).isEqualTo("revoked");
        }
        try (FrameClient again = certified(device.id().toString())) {
            again.send(withoutKey());
            assertThat(again.awaitEnd().code()).isEqualTo("unauthenticated");
        }
    }

    @Test
    void takesNoCertificateThatNamesNoDevice() throws Exception {
        for (String name : new String[] {"somebody", UUID.randomUUID().toString()}) {
            try (FrameClient connected = certified(name)) {
                connected.send(withoutKey());
                assertThat(connected.awaitEnd().code()).isEqualTo("unauthenticated");
            }
        }
        try (FrameClient bare = new FrameClient(connect(service, "TLSv1.3"))) {
            bare.send(withoutKey());
            assertThat(bare.awaitEnd().code()).isEqualTo("unauthenticated");
        }
    }

    private static Body.Hello withoutKey() {
        return new Body.Hello(null, null, "b", null, 16_000, 1, "s16le", null, null, null);
    }

    private static FrameClient certified(String name) throws Exception {
        return new FrameClient(connect(client(maker.deviceNamed(name)), "TLSv1.3", port(service)));
    }

    private static double resumed(ConfigurableApplicationContext at) {
        return at.getBean(MeterRegistry.class)
                .get("ingest.tls.tickets")
                .tag("outcome", "resumed")
                .functionCounter()
                .count();
    }

    private static void greet(SSLContext client, int port, String version) throws Exception {
        try (FrameClient connected = new FrameClient(connect(client, version, port))) {
            connected.begin(hello(IngestFixture.newDevice(), "b", 16_000, null));
        }
    }

    private static Map<String, String> properties() throws Exception {
        Path secret = folder.resolve("ticket-secret");
        if (!Files.exists(secret)) {
            Files.write(secret, new SecureRandom().generateSeed(32));
            maker = new TestAuthority();
            maker.write(folder.resolve("devices.pem"));
        }
        return Map.of(
                "chirp.ingest.tls.development-folder", folder.toString(),
                "chirp.ingest.tls.address", "127.0.0.1",
                "chirp.ingest.tls.tls12", "true",
                "chirp.ingest.tls.ticket-secret", secret.toString(),
                "chirp.ingest.tls.device-authorities",
                        folder.resolve("devices.pem").toString());
    }

    private static int port(ConfigurableApplicationContext of) {
        return of.getBean(FrameServer.class).tlsPort();
    }

    private static SSLSocket connect(ConfigurableApplicationContext to, String version) throws Exception {
        return connect(client(null), version, port(to));
    }

    private static SSLSocket connect(SSLContext client, String version, int port) throws Exception {
        SSLSocket socket = (SSLSocket) client.getSocketFactory().createSocket("localhost", port);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setProtocols(new String[] {version});
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    private static SSLContext client(KeyManager[] shown) throws Exception {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        try (InputStream ca = Files.newInputStream(folder.resolve("ca.pem"))) {
            trusted.setCertificateEntry(
                    "ca", CertificateFactory.getInstance("X.509").generateCertificate(ca));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(shown, trust.getTrustManagers(), null);
        return context;
    }
}
