package dev.chirp.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A rule of coverage for a class that has got another name would hold for nothing, and say so to nobody. */
class CoverageRulesTest {
    private static final Pattern INCLUDE = Pattern.compile("<include>(dev\\.chirp\\.[a-z]+\\..+?)</include>");

    @Test
    void nameClassesThatAreThere() throws IOException {
        List<String> rules = INCLUDE.matcher(Files.readString(Path.of("../pom.xml")))
                .results()
                .map(match -> match.group(1))
                .toList();
        assertThat(rules).hasSizeGreaterThan(5);
        assertThat(rules).allSatisfy(rule -> assertThat(classesIn(rule)).isNotEmpty());
    }

    private static List<Path> classesIn(String rule) throws IOException {
        int dot = rule.lastIndexOf('.');
        String folder = rule.substring(0, dot).replace('.', File.separatorChar);
        String glob = rule.substring(dot + 1) + ".class";
        try (Stream<Path> modules = Stream.concat(Files.list(Path.of("..")), Files.list(Path.of("../platform")))) {
            return modules.map(module -> module.resolve("target/classes").resolve(folder))
                    .filter(Files::isDirectory)
                    .flatMap(found -> Arrays.stream(found.toFile().listFiles()).map(File::toPath))
                    .filter(file ->
                            file.getFileSystem().getPathMatcher("glob:" + glob).matches(file.getFileName()))
                    .toList();
        }
    }
}
