package dev.chirp.load.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * Drops packets to and from a port of this machine at random, by a table of its own in the kernel's packet filter, which
 * goes when this is closed or the JVM ends.
 */
public final class PacketLoss implements AutoCloseable {
    private static final Pattern COUNTER = Pattern.compile("counter packets ([0-9]+)");
    private static final int ALL = 100;
    private static final long TIMEOUT_SECONDS = 10;

    private final String table;
    private final Thread remover;

    private PacketLoss(String table) {
        this.table = table;
        this.remover = new Thread(this::remove, "end-packet-loss");
        Runtime.getRuntime().addShutdownHook(remover);
    }

    /** Whether there is {@code nft}, and it may be used. */
    public static boolean isPossible() {
        try {
            nft(List.of("list", "tables"));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Drops so many of a hundred from now on. */
    public static PacketLoss begin(int port, int percent) throws IOException {
        PacketLoss loss = new PacketLoss("chirp_loss_" + port);
        nft(List.of("add", "table", "inet", loss.table));
        nft(List.of("add", "chain", "inet", loss.table, "out", "{ type filter hook output priority 0; }"));
        for (String side : List.of("sport", "dport")) {
            nft(List.of(
                    "add",
                    "rule",
                    "inet",
                    loss.table,
                    "out",
                    "tcp " + side + " " + port + (percent < ALL ? " numgen random mod 100 < " + percent : "")
                            + " counter drop"));
        }
        return loss;
    }

    /** Packets so far. */
    public long dropped() throws IOException {
        return COUNTER.matcher(nft(List.of("list", "table", "inet", table)))
                .results()
                .mapToLong(found -> Long.parseLong(found.group(1)))
                .sum();
    }

    private static String nft(List<String> arguments) throws IOException {
        List<String> command = new java.util.ArrayList<>(List.of("nft"));
        command.addAll(arguments);
        Process nft = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(nft.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (!nft.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS) || nft.exitValue() != 0) {
                throw new IOException(String.join(" ", command) + ": " + output.strip());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        return output;
    }

    private void remove() {
        try {
            nft(List.of("delete", "table", "inet", table));
        } catch (IOException e) {
            // It is gone already.
        }
    }

    @Override
    public void close() {
        remove();
        Runtime.getRuntime().removeShutdownHook(remover);
    }
}
