package dev.chirp.cli.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.springframework.util.FileSystemUtils;

/** Everything that an image is built from, in one folder. */
final class BuildContext {
    private static final List<String> JVM_OPTIONS = List.of(
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-XX:+UseCompactObjectHeaders");

    /** The servers of {@code chirp up}: in a cluster they are somebody else's. */
    private static final Pattern SERVERS = Pattern.compile("embedded-(postgres|redis).*");

    private final Path repository;

    BuildContext(Path repository) {
        this.repository = repository;
    }

    /** Puts it together anew, from what the build with that profile has left; its folder. */
    Path assemble(Image image) throws IOException {
        Path target = repository.resolve(image.name()).resolve("target");
        Path context = repository.resolve("target/images").resolve(image.name());
        FileSystemUtils.deleteRecursively(context);
        Files.createDirectories(context.resolve("lib"));
        Files.createDirectories(context.resolve("own"));
        List<String> classPath = new ArrayList<>();
        classPath.add(copy(jarIn(target), context, "own"));
        for (String entry :
                Files.readString(target.resolve("image.classpath")).strip().split(":", -1)) {
            Path jar = Path.of(entry);
            if (!SERVERS.matcher(jar.getFileName().toString()).matches()) {
                classPath.add(copy(jar, context, jar.startsWith(repository) ? "own" : "lib"));
            }
        }
        Files.createDirectories(context.resolve("agent"));
        for (String file : List.of("opentelemetry-javaagent.jar", "otel.properties")) {
            copy(repository.resolve("load-tests/target/agent").resolve(file), context, "agent");
        }
        Files.copy(target.resolve("classes/META-INF/sbom/application.cdx.json"), context.resolve("bom.json"));
        Files.copy(repository.resolve("helm/images/Dockerfile"), context.resolve("Dockerfile"));
        List<String> options = new ArrayList<>(JVM_OPTIONS);
        options.addAll(List.of("-cp", String.join(":", classPath)));
        options.add(image.main());
        Files.write(context.resolve("run.args"), options);
        Files.write(
                context.resolve("train.args"),
                Stream.of(image.trainingOptions(), options, image.training())
                        .flatMap(List::stream)
                        .toList());
        return context;
    }

    private static Path jarIn(Path target) throws IOException {
        try (Stream<Path> files = Files.list(target)) {
            return files.filter(file -> file.getFileName().toString().matches(".*-[0-9][^-]*(-SNAPSHOT)?\\.jar"))
                    .findFirst()
                    .orElseThrow(() -> new IOException("no jar in " + target));
        }
    }

    /** Where the file is in the image. */
    private static String copy(Path file, Path context, String folder) throws IOException {
        Path copy = context.resolve(folder).resolve(file.getFileName());
        Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
        return "/opt/chirp/" + folder + "/" + file.getFileName();
    }
}
