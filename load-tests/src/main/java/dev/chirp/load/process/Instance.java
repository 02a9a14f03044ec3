package dev.chirp.load.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An instance of a service as a process, on ports of its own, and what can be seen of it from outside. */
public final class Instance implements AutoCloseable {
    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+([0-9]+) kB");
    private final SeparatePlatform platform;
    private final String service;
    private final List<String> jvmOptions;
    private final List<String> options;
    private final int port = Ports.free();
    private final int managementPort = Ports.free();
    private final HttpClient http = HttpClient.newHttpClient();
    private ChirpProcess process;

    /**
     * Starts it and waits until it is up.
     *
     * @param service as {@code chirp run} names it
     * @param jvmOptions after the ones that every service gets
     * @param options Spring's
     */
    public Instance(SeparatePlatform platform, String service, List<String> jvmOptions, List<String> options)
            throws IOException, InterruptedException {
        this.platform = platform;
        this.service = service;
        this.jvmOptions = jvmOptions;
        this.options = options;
        this.process = launch(platform, service, jvmOptions, port, managementPort, options);
    }

    private static ChirpProcess launch(
            SeparatePlatform platform,
            String service,
            List<String> jvmOptions,
            int port,
            int managementPort,
            List<String> options)
            throws IOException, InterruptedException {
        return platform.runInstance(service, jvmOptions, port, managementPort, options);
    }

    public InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    /** What {@code jcmd} answers. */
    public String jcmd(String... command) throws IOException, InterruptedException {
        return jvm().jcmd(command);
    }

    private JavaProcess jvm() {
        return new JavaProcess(pid());
    }

    public long pid() {
        return process.pid();
    }

    /** Resident memory in KB, now. */
    public long residentKb() throws IOException {
        return first(RESIDENT, Files.readString(Path.of("/proc/" + pid() + "/status")));
    }

    /** Live heap in KB, after a full collection. */
    public long liveHeapKb() throws IOException, InterruptedException {
        return jvm().liveHeapKb();
    }

    /** Memory outside the heap in KB, most of it Netty's. */
    public long directKb() throws IOException, InterruptedException {
        return (long) meter("jvm_buffer_memory_used_bytes", "id=\"direct\"") / 1_024;
    }

    /** Open file descriptors. */
    public long descriptors() throws IOException {
        try (var open = Files.list(Path.of("/proc/" + pid() + "/fd"))) {
            return open.count();
        }
    }

    /**
     * The sum over the series of a meter that have this label.
     *
     * @param name as in the metrics, for example {@code fanout_closes_total}
     * @param label for example {@code code="4008"}
     */
    public double meter(String name, String label) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + managementPort + "/metrics"))
                .build();
        try (var lines = http.send(request, HttpResponse.BodyHandlers.ofLines()).body()) {
            return lines.filter(line -> line.startsWith(name + "{") && line.contains(label))
                    .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                    .sum();
        }
    }

    /** Kills it with SIGKILL. */
    public void kill() throws InterruptedException {
        process.kill();
    }

    /** Asks it to stop and waits until it has; its exit code. */
    public int stop() throws InterruptedException {
        return process.stop();
    }

    /** Starts it again, where it was, and waits until it is up. */
    public void startAgain() throws IOException, InterruptedException {
        process = launch(platform, service, jvmOptions, port, managementPort, options);
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    private static long first(Pattern pattern, String text) throws IOException {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
            throw new IOException("no " + pattern + " in: " + text);
        }
        return Long.parseLong(matcher.group(1));
    }

    @Override
    public void close() {
        http.close();
        process.close();
    }
}
