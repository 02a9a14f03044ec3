package dev.chirp.cli.image;

import dev.chirp.cli.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code chirp images}: a container image for each service and for this command line. */
@Command(
        name = "images",
        description = "Builds container images: one for each service, and 'cli' for migrations and checks. Each has a"
                + " list of its parts (CycloneDX) at /opt/chirp/bom.json.",
        mixinStandardHelpOptions = true)
public final class ImagesCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "IMAGE", arity = "0..*", description = "Only these, for example art-worker.")
    private List<String> wanted = new ArrayList<>();

    @Option(
            names = "--base",
            paramLabel = "IMAGE",
            description = "What they are built on: Linux with a Java 25 in the PATH (default: ${DEFAULT-VALUE}).",
            defaultValue = "eclipse-temurin:25-jre")
    private String base;

    @Option(
            names = "--prefix",
            paramLabel = "NAME",
            description = "Before the name of a service, registry included (default: ${DEFAULT-VALUE}).",
            defaultValue = "chirp-neighbor")
    private String prefix;

    @Option(names = "--tag", paramLabel = "TAG", defaultValue = "0.1.0", description = "Default: ${DEFAULT-VALUE}.")
    private String tag;

    @Option(
            names = "--builder",
            paramLabel = "PROGRAM",
            description = "docker, podman or buildah (default: ${DEFAULT-VALUE}).",
            defaultValue = "docker")
    private String builder;

    @Option(names = "--contexts-only", description = "Puts the folders together and builds nothing.")
    private boolean contextsOnly;

    @Override
    public Integer call() throws InterruptedException {
        Path repository = Path.of("").toAbsolutePath();
        if (!Files.isExecutable(repository.resolve("mvnw")) || !Files.isDirectory(repository.resolve("helm/images"))) {
            throw new ParameterException(
                    spec.commandLine(), "Images are built from the repository; run this command in its top folder.");
        }
        List<Image> images = chosen();
        BuildContext contexts = new BuildContext(repository);
        for (Image image : images) {
            Path context = assemble(contexts, image);
            List<String> build =
                    List.of(builder, "build", "--build-arg", "BASE=" + base, "-t", nameOf(image), context.toString());
            say("%s: %s", image.name(), contextsOnly ? context : String.join(" ", build));
            if (!contextsOnly) {
                run(repository, build, "%s was not built.".formatted(nameOf(image)));
            }
        }
        return 0;
    }

    private static Path assemble(BuildContext contexts, Image image) {
        try {
            return contexts.assemble(image);
        } catch (IOException e) {
            throw new CommandFailure("The context of %s is incomplete: %s.".formatted(image.name(), e), e);
        }
    }

    private List<Image> chosen() {
        List<Image> all = Image.all();
        List<String> names = all.stream().map(Image::name).toList();
        for (String name : wanted) {
            if (!names.contains(name)) {
                throw new ParameterException(
                        spec.commandLine(),
                        "There is no image '%s' (expected: %s).".formatted(name, String.join(", ", names)));
            }
        }
        return wanted.isEmpty()
                ? all
                : all.stream().filter(image -> wanted.contains(image.name())).toList();
    }

    private String nameOf(Image image) {
        return "%s/%s:%s".formatted(prefix, image.name(), tag);
    }

    private void say(String format, @Nullable Object... arguments) {
        spec.commandLine().getOut().printf(format + "%n", arguments);
        spec.commandLine().getOut().flush();
    }

    private void run(Path folder, List<String> command, String failure) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .inheritIO()
                    .start();
            Thread end = new Thread(process::destroy);
            Runtime.getRuntime().addShutdownHook(end);
            int exit = process.waitFor();
            Runtime.getRuntime().removeShutdownHook(end);
            if (exit != 0) {
                throw new CommandFailure(failure);
            }
        } catch (IOException e) {
            throw new CommandFailure(
                    "Cannot run %s (%s). Any builder takes the folders in target/images: say which with --builder, or only"
                                    .formatted(command.getFirst(), e.getMessage())
                            + " have them put together with --contexts-only.",
                    e);
        }
    }
}
