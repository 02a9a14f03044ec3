package dev.chirp.helm;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.InstallCommand;
import com.marcnuri.helm.TemplateCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The charts as Helm sees them: in a folder of the build, dependencies in place. The library drops what is a hook, so there
 * hooks have another name while they are rendered.
 */
final class Charts {
    static final List<String> SERVICES =
            List.of("api-gateway", "outbox-relay", "classify-worker", "art-worker", "notify-fanout", "device-ingest");
    static final String LIBRARY = "chirp-lib";
    static final String UMBRELLA = "chirp-neighbor";
    static final Path SOURCES = Path.of("charts");
    static final List<String> KUBERNETES = List.of("1.29.0", "1.35.0");
    private static final String HOOK = "helm.sh/hook:";
    private static final String SEEN_HOOK = "seen.helm.sh/hook:";
    private static final Path STAGED = staged(Path.of("target", "charts"));

    private Charts() {}

    /** Every chart, the library first. */
    static List<String> all() {
        return Stream.of(List.of(LIBRARY), SERVICES, List.of(UMBRELLA))
                .flatMap(List::stream)
                .toList();
    }

    /** As release {@code chirp} in namespace {@code birds} of the newest Kubernetes. */
    static Rendering render(Profile profile) {
        return render(profile, KUBERNETES.getLast(), Map.of());
    }

    /** With further values, by their paths. Throws {@link IllegalStateException} with Helm's words when it refuses. */
    static Rendering render(Profile profile, String kubernetes, Map<String, Object> values) {
        return render(STAGED.resolve(UMBRELLA), profile, kubernetes, values);
    }

    static Rendering render(Path chart, Profile profile, String kubernetes, Map<String, Object> values) {
        TemplateCommand template = new Helm(chart)
                .template()
                .withName("chirp")
                .withNamespace("birds")
                .withKubeVersion(kubernetes);
        profile.files().forEach(template::withValuesFile);
        values.forEach(template::set);
        return Rendering.of(template.call().replace(SEEN_HOOK, HOOK));
    }

    /** What Helm says after an installation. */
    static String notes(Profile profile) {
        return notes(profile, Map.of());
    }

    static String notes(Profile profile, Map<String, Object> values) {
        InstallCommand install = new Helm(STAGED.resolve(UMBRELLA))
                .install()
                .withName("chirp")
                .withNamespace("birds")
                .withKubeVersion(KUBERNETES.getLast())
                .clientOnly()
                .dryRun();
        profile.files().forEach(install::withValuesFile);
        values.forEach(install::set);
        String output = install.call().getOutput();
        return output.substring(output.indexOf("NOTES:"));
    }

    /** Copies of all charts below {@code folder}; the umbrella has the others in its folder {@code charts}. */
    static Path staged(Path folder) {
        delete(folder);
        for (String chart : all()) {
            copy(SOURCES.resolve(chart), folder.resolve(chart));
        }
        for (String chart : all().subList(0, SERVICES.size() + 1)) {
            copy(
                    SOURCES.resolve(chart),
                    folder.resolve(UMBRELLA).resolve("charts").resolve(chart));
        }
        return folder;
    }

    static void copy(Path from, Path to) {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(path -> !from.relativize(path).startsWith("charts"))
                    .toList()) {
                Path target = to.resolve(from.relativize(file));
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else if (file.toString().endsWith(".yaml") && file.getParent().endsWith("templates")) {
                    Files.writeString(target, Files.readString(file).replace(HOOK, SEEN_HOOK));
                } else {
                    Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void delete(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted((one, other) -> other.compareTo(one)).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Every file of every chart whose name ends so, values and schemas included. */
    static List<Path> sources(String ending) {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            return files.filter(file -> file.toString().endsWith(ending))
                    // What helm dependency update leaves behind.
                    .filter(file -> !SOURCES.relativize(file).toString().contains("/charts/"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
