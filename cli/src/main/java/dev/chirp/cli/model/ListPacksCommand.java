package dev.chirp.cli.model;

import dev.chirp.classify.model.Model;
import dev.chirp.cli.CommandFailure;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code chirp model list}. */
@Command(
        name = "list",
        description = "Lists the shipped pack and the installed ones; * marks the one that 'up' runs.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
final class ListPacksCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--data-dir", paramLabel = "DIR", defaultValue = "data", description = "The data folder of 'up'.")
    private Path data;

    @Override
    public Integer call() {
        try {
            var packs = new PackFolder(data);
            Path active = packs.active().orElse(null);
            print(PackFolder.SHIPPED_NAME, PackFolder.SHIPPED, active == null);
            for (Path folder : packs.installed()) {
                print(
                        folder.getFileName().toString(),
                        folder.toString(),
                        folder.toAbsolutePath().equals(active));
            }
            return 0;
        } catch (IOException e) {
            throw new CommandFailure("The packs cannot be listed: " + e.getMessage() + ".", e);
        }
    }

    private void print(String name, String location, boolean active) {
        PrintWriter terminal = spec.commandLine().getOut();
        String what;
        try (Model model = Packs.load(location)) {
            what = Packs.line(model);
        } catch (CommandFailure e) {
            what = "cannot be used: " + e.getMessage();
        }
        terminal.printf("%s %-24s %s%n", active ? "*" : " ", name, what);
    }
}
