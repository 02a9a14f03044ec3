package dev.chirp.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chirp.cli.Chirp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Commands that people copy out of the documents: each exists, with each option that it is given. */
class DocumentedCommandsTest {
    private static final Path ROOT = Path.of("..");
    private static final Pattern COMMAND = Pattern.compile("\\./chirp ([a-z][a-z-]*(?: [^`\n]*)?)");
    private static final Set<String> ENDS = Set.of("#", "|", "&", "&&", ";", ">", ">>", "2>", "then", "and");

    @Test
    void exist() throws IOException {
        List<String> wrong = new ArrayList<>();
        int seen = 0;
        for (Path document : documents()) {
            for (String line : Files.readAllLines(document)) {
                Matcher command = COMMAND.matcher(line);
                while (command.find()) {
                    seen++;
                    wrong.addAll(faults(ROOT.relativize(document) + ": ", command.group(1)));
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(seen).isGreaterThan(100);
    }

    @Test
    void noticeWhatDoesNotExist() {
        assertThat(faults("", "dlq lst")).containsExactly("dlq lst: no command lst");
        assertThat(faults("", "owl")).containsExactly("owl: no command owl");
        assertThat(faults("", "dlq replay --al --reason x"))
                .containsExactly("dlq replay --al --reason x: no option --al");
        assertThat(faults("", "run art-worker --env-file F --server.port=1 # --nothing"))
                .isEmpty();
    }

    private static List<String> faults(String where, String text) {
        List<String> words = Arrays.stream(text.strip().split("\\s+"))
                .map(word -> word.replaceAll("[,.:;)\\]]+$", "").replaceAll("^\\[", ""))
                .takeWhile(word -> !ENDS.contains(word))
                .toList();
        List<String> faults = new ArrayList<>();
        CommandLine command = Chirp.commandLine();
        int next = 0;
        while (next < words.size() && command.getSubcommands().containsKey(words.get(next))) {
            command = command.getSubcommands().get(words.get(next++));
        }
        if (next < words.size()
                && !command.getSubcommands().isEmpty()
                && words.get(next).matches("[a-z][a-z-]*")) {
            faults.add(where + text + ": no command " + words.get(next));
        }
        CommandLine last = command;
        words.stream()
                .filter(word -> word.startsWith("--") && !word.contains("."))
                .map(word -> word.replaceAll("=.*", ""))
                .filter(option -> !last.getCommandSpec().optionsMap().containsKey(option))
                .forEach(option -> faults.add(where + text + ": no option " + option));
        return faults;
    }

    private static List<Path> documents() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT)) {
            return files.filter(file -> file.toString().endsWith(".md"))
                    .filter(file -> !file.toString().contains("/target/")
                            && !file.toString().contains("/node_modules/"))
                    .toList();
        }
    }
}
