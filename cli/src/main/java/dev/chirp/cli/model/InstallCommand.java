package dev.chirp.cli.model;

import dev.chirp.classify.model.Model;
import dev.chirp.cli.CommandFailure;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code chirp model install DIR}. */
@Command(
        name = "install",
        description = "Verifies a pack, copies it into the data folder and makes it the one that 'up' runs.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
final class InstallCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "DIR", description = "The pack: manifest.json, the model and its labels.")
    private Path folder;

    @Option(names = "--data-dir", paramLabel = "DIR", defaultValue = "data", description = "The data folder of 'up'.")
    private Path data;

    @Override
    public Integer call() {
        if (!Files.isDirectory(folder)) {
            throw new ParameterException(spec.commandLine(), folder + " is no folder; a pack is one.");
        }
        PrintWriter terminal = spec.commandLine().getOut();
        try (Model model = Packs.load(folder.toString())) {
            var packs = new PackFolder(data);
            String name = Packs.folderName(model.manifest());
            Path installed = packs.install(folder, name);
            packs.activate(name);
            terminal.println(Packs.line(model));
            terminal.println(
                    "Installed as " + installed + ". 'chirp up' runs it from its next start on; a service of its"
                            + " own takes CHIRP_CLASSIFY_PACK="
                            + installed.toAbsolutePath().normalize() + ".");
            return 0;
        } catch (IOException e) {
            throw new CommandFailure("The pack cannot be copied: " + e.getMessage() + ".", e);
        }
    }
}
