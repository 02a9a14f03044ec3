package dev.chirp.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A service is the same in {@code chirp up}, where six share a class path, as in its own container. */
class SharedClassPathIT {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    @ParameterizedTest
    @CsvSource({
        "api-gateway,     dev.chirp.gateway.GatewayApplication",
        "outbox-relay,    dev.chirp.relay.RelayApplication",
        "classify-worker, dev.chirp.classify.ClassifyApplication",
        "art-worker,      dev.chirp.art.ArtApplication",
        "notify-fanout,   dev.chirp.fanout.FanoutApplication",
        "device-ingest,   dev.chirp.ingest.IngestApplication"
    })
    void aServiceHasTheSameBeansAloneAndBesideTheOthers(String service, String application) throws Exception {
        List<String> beside = new BeanNames().apply(application);

        assertThat(beside).isNotEmpty().containsExactlyInAnyOrderElementsOf(alone(service, application));
    }

    @SuppressWarnings("unchecked") // the function's signature is that of BeanNames
    private static List<String> alone(String service, String application) throws Exception {
        List<URL> classPath = new ArrayList<>();
        classPath.add(ROOT.resolve(service).resolve("target/classes").toUri().toURL());
        classPath.add(ROOT.resolve("load-tests/target/test-classes").toUri().toURL());
        Path own = ROOT.resolve(service).resolve("target/own.classpath");
        for (String entry : Files.readString(own).strip().split(File.pathSeparator)) {
            classPath.add(Path.of(entry).toUri().toURL());
        }
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (var loader = new URLClassLoader(classPath.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
            thread.setContextClassLoader(loader);
            var names = (Function<String, List<String>>)
                    loader.loadClass(BeanNames.class.getName()).getConstructor().newInstance();
            return names.apply(application);
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
