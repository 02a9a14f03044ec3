package dev.chirp.classify.model;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;

/** A pack whose files were read and whose hash is right; the graph itself is still unread. */
record ModelPack(
        Manifest manifest,
        List<Label> labels,
        Resource graph,
        @Nullable Resource geography) {
    private static final String CLASS_PATH = "classpath:";

    /** @param location a folder, or {@code classpath:} and a folder in it */
    static ModelPack read(String location) throws BadPackException {
        Manifest manifest = Manifest.parse(bytes(location, "manifest.json"));
        requireMemory(manifest);
        String labels = new String(bytes(location, manifest.labels().file()), StandardCharsets.UTF_8);
        Manifest.Location geography = manifest.location();
        return new ModelPack(
                manifest,
                Labels.parse(labels, manifest),
                verified(location, manifest.model(), manifest.sha256()),
                geography == null ? null : verified(location, geography.model(), geography.sha256()));
    }

    private static Resource verified(String location, String name, String expected) throws BadPackException {
        Resource graph = file(location, name);
        String sha256 = sha256(graph);
        if (!sha256.equalsIgnoreCase(expected)) {
            throw new BadPackException("The model pack's " + name + " has the SHA-256 " + sha256 + " (expected: "
                    + expected + "); the file is damaged or not the one that was released.");
        }
        return graph;
    }

    private static Resource file(String location, String name) throws BadPackException {
        Resource file = location.startsWith(CLASS_PATH)
                ? new ClassPathResource(location.substring(CLASS_PATH.length()) + "/" + name)
                : new FileSystemResource(Path.of(location, name));
        if (!file.isReadable()) {
            throw new BadPackException("The model pack " + location + " has no file " + name + ".");
        }
        return file;
    }

    private static byte[] bytes(String location, String name) throws BadPackException {
        try {
            return file(location, name).getContentAsByteArray();
        } catch (IOException e) {
            throw new BadPackException("The model pack's " + name + " cannot be read.", e);
        }
    }

    private static String sha256(Resource file) throws BadPackException {
        try (InputStream in = file.getInputStream()) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            new DigestInputStream(in, digest).transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException | UncheckedIOException e) {
            throw new BadPackException("The model pack's " + file.getFilename() + " cannot be read.", e);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    private static void requireMemory(Manifest manifest) throws BadPackException {
        if (ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean machine) {
            long megabytes = machine.getTotalMemorySize() >> 20;
            if (megabytes < manifest.minRamMb()) {
                throw new BadPackException("The model pack " + manifest.name() + " needs " + manifest.minRamMb()
                        + " MB of memory; this machine or container has " + megabytes + ".");
            }
        }
    }
}
