package dev.chirp.cli.model;

import dev.chirp.cli.CommandFailure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code chirp model use NAME}. */
@Command(
        name = "use",
        description = "Chooses among the installed packs and the shipped one; 'up' runs it from its next start on.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
final class UseCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "NAME", description = "As 'chirp model list' shows it.")
    private String name;

    @Option(names = "--data-dir", paramLabel = "DIR", defaultValue = "data", description = "The data folder of 'up'.")
    private Path data;

    @Override
    public Integer call() {
        try {
            var packs = new PackFolder(data);
            List<String> installed = packs.installed().stream()
                    .map(folder -> folder.getFileName().toString())
                    .toList();
            boolean shipped = name.equals(PackFolder.SHIPPED_NAME);
            if (!shipped && !installed.contains(name)) {
                throw new ParameterException(
                        spec.commandLine(),
                        "No pack '%s' (expected: %s)."
                                .formatted(
                                        name,
                                        Stream.concat(Stream.of(PackFolder.SHIPPED_NAME), installed.stream())
                                                .collect(Collectors.joining(", "))));
            }
            packs.activate(shipped ? null : name);
            spec.commandLine().getOut().println("'chirp up' runs " + name + " from its next start on.");
            return 0;
        } catch (IOException e) {
            throw new CommandFailure("The choice cannot be kept: " + e.getMessage() + ".", e);
        }
    }
}
