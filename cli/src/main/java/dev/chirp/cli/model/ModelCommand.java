package dev.chirp.cli.model;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code chirp model …}. */
@Command(
        name = "model",
        description = "Model packs: which model names the birds.",
        subcommands = {
            ListPacksCommand.class,
            VerifyCommand.class,
            InstallCommand.class,
            UseCommand.class,
            TrainCommand.class
        },
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
public final class ModelCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Which command? See 'chirp model --help'.");
    }
}
