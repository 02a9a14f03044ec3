package dev.chirp.cli.model;

import dev.chirp.classify.model.Model;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code chirp model verify DIR}. */
@Command(
        name = "verify",
        description = "Checks a pack as the service does at its start: hash, labels, shapes, memory, one run.",
        mixinStandardHelpOptions = true)
final class VerifyCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "DIR", arity = "0..1", description = "A pack; the shipped one when left out.")
    private @Nullable Path folder;

    @Override
    public Integer call() {
        try (Model model = Packs.load(folder == null ? PackFolder.SHIPPED : folder.toString())) {
            spec.commandLine().getOut().println(Packs.line(model));
        }
        return 0;
    }
}
