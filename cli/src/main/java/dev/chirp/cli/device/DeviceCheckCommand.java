package dev.chirp.cli.device;

import dev.chirp.cli.CommandFailure;
import dev.chirp.cli.client.Authorities;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** {@code chirp device-check URL --key K}: does to a server what devices do, and worse. */
@Command(
        name = "device-check",
        description = "Checks whether a server speaks the frames of devices; leaves some short clips of a tone there.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
public final class DeviceCheckCommand implements Callable<Integer> {
    private static final Pattern ADDRESS =
            Pattern.compile("(?:(tcp|tls|ws|wss)://)?([^/:\\[\\]]+|\\[[0-9a-fA-F:]+]):(\\d{1,5})(/[!-~]*)?");

    private static final String STREAM = "/ingest/v1/stream";

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "URL",
            description = "tcp://, tls://, ws:// or wss://HOST:PORT; HOST:PORT is plain TCP. Sockets may have a path.")
    private String url;

    @Option(names = "--key", required = true, paramLabel = "K", description = "A live key of a device.")
    private String key;

    @Option(names = "--device", paramLabel = "ID", description = "The device's id, if the server wants to hear it.")
    private @Nullable String device;

    @Option(names = "--ca", paramLabel = "PEM", description = "Authorities to trust, instead of those of this JDK.")
    private @Nullable Path authorities;

    @Option(
            names = "--patience",
            paramLabel = "SECONDS",
            defaultValue = "30",
            description = "How long the server may take for any answer.")
    private int patienceSeconds;

    @Option(names = "--json", description = "Prints the results as JSON.")
    private boolean json;

    /** What became of a rule; {@code detail} is empty when it holds. */
    record Result(String rule, boolean holds, long millis, String detail) {}

    @Override
    public Integer call() {
        Rules rules = new Rules(address(), key, device, Duration.ofSeconds(patienceSeconds));
        PrintWriter out = spec.commandLine().getOut();
        List<Result> results = new ArrayList<>();
        for (Rule rule : rules.all()) {
            Result result = tried(rule);
            results.add(result);
            if (!json) {
                out.println(line(result));
                out.flush();
            }
        }
        long broken = results.stream().filter(result -> !result.holds).count();
        if (json) {
            out.println(JsonMapper.shared().writeValueAsString(results));
        } else {
            out.printf("%d of %d rules hold%n", results.size() - broken, results.size());
        }
        out.flush();
        return broken == 0 ? 0 : 1;
    }

    private static Result tried(Rule rule) {
        long begun = System.nanoTime();
        String detail = "";
        try {
            rule.trial().run();
        } catch (BrokenRule e) {
            detail = String.valueOf(e.getMessage());
        } catch (IOException e) {
            detail = "the connection failed: " + e.getMessage();
        }
        return new Result(rule.sentence(), detail.isEmpty(), (System.nanoTime() - begun) / 1_000_000, detail);
    }

    private static String line(Result result) {
        String verdict = result.holds ? "holds " : "BROKEN";
        String line = "%s %6d ms  %s".formatted(verdict, result.millis, result.rule);
        return result.holds ? line : line + System.lineSeparator() + "                  " + result.detail;
    }

    private ServerAddress address() {
        Matcher parts = ADDRESS.matcher(url);
        String scheme = parts.matches() && parts.group(1) != null ? parts.group(1) : "tcp";
        boolean web = scheme.startsWith("ws");
        if (!parts.matches() || Integer.parseInt(parts.group(3)) > 65_535 || (parts.group(4) != null && !web)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "URL: %s (expected: tcp://HOST:PORT, tls://HOST:PORT, ws://HOST:PORT or wss://HOST:PORT)"
                            .formatted(url));
        }
        boolean secure = scheme.equals("tls") || scheme.equals("wss");
        if (authorities != null && !secure) {
            throw new ParameterException(spec.commandLine(), "--ca is for tls:// and wss:// only.");
        }
        try {
            return new ServerAddress(
                    parts.group(2),
                    Integer.parseInt(parts.group(3)),
                    secure ? Authorities.trusting(authorities) : null,
                    web ? pathOf(parts.group(4)) : null);
        } catch (IOException | GeneralSecurityException e) {
            throw new CommandFailure("Cannot use the authorities in %s: %s".formatted(authorities, e.getMessage()), e);
        }
    }

    private static String pathOf(@Nullable String path) {
        return path == null || path.equals("/") ? STREAM : path;
    }
}
