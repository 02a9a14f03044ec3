package dev.chirp.cli;

import dev.chirp.cli.client.ListenCommand;
import dev.chirp.cli.client.SendCommand;
import dev.chirp.cli.client.SmokeCommand;
import dev.chirp.cli.deadletter.DeadLetterCommand;
import dev.chirp.cli.device.DeviceCheckCommand;
import dev.chirp.cli.image.ImagesCommand;
import dev.chirp.cli.infra.InfraCommand;
import dev.chirp.cli.log.LogsCommand;
import dev.chirp.cli.migrate.MigrateCommand;
import dev.chirp.cli.model.EvalCommand;
import dev.chirp.cli.model.ModelCommand;
import dev.chirp.cli.run.RunCommand;
import dev.chirp.cli.song.SongCommand;
import dev.chirp.cli.up.UpCommand;
import dev.chirp.embedded.ServerStartException;
import java.util.ServiceLoader;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code chirp COMMAND}. Exit codes: 0 done, 1 failed, 2 wrong use. */
@Command(
        name = "chirp",
        description = "Chirp Neighbor: upload a bird song, see the bird live.",
        subcommands = {
            UpCommand.class,
            InfraCommand.class,
            MigrateCommand.class,
            RunCommand.class,
            SongCommand.class,
            ModelCommand.class,
            EvalCommand.class,
            SendCommand.class,
            ListenCommand.class,
            SmokeCommand.class,
            DeadLetterCommand.class,
            DeviceCheckCommand.class,
            LogsCommand.class,
            ImagesCommand.class
        },
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        versionProvider = Version.class)
public final class Chirp implements Runnable {
    @Spec
    private CommandSpec spec;

    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    /** All commands, with those that other modules add. */
    public static CommandLine commandLine() {
        CommandLine line = new CommandLine(new Chirp());
        ServiceLoader.load(ChirpCommand.class).forEach(line::addSubcommand);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionExceptionHandler((failure, command, parsed) -> report(failure, command));
        return line;
    }

    private static int report(Exception failure, CommandLine command) throws Exception {
        if (failure instanceof CommandFailure || failure instanceof ServerStartException) {
            command.getErr().println(command.getColorScheme().errorText(failure.getMessage()));
            return command.getCommandSpec().exitCodeOnExecutionException();
        }
        throw failure;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Which command?");
    }
}
