package dev.chirp.cli.deadletter;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code chirp dlq COMMAND}. */
@Command(
        name = "dlq",
        description = "Dead letters: what was given up, why, and having it handled again. Needs the scope ops.",
        subcommands = {
            ListCommand.class,
            ShowCommand.class,
            EditCommand.class,
            DiscardCommand.class,
            ReplayCommand.class,
            StatusCommand.class,
            HeldCommand.class
        },
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
public final class DeadLetterCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "Which of list, show, edit, discard, replay, status and held?");
    }
}
