package dev.chirp.load.journey;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What images are built on, made of this machine instead of a registry: a Java runtime that jlink makes of this JDK, a shell with
 * what the Dockerfile calls, and the libraries that they and the natives in our jars ask for.
 */
final class BaseImage {
    private static final String MODULES =
            "java.se,jdk.crypto.ec,jdk.httpserver,jdk.jcmd,jdk.jfr,jdk.localedata,jdk.management,"
                    + "jdk.management.agent,jdk.naming.dns,jdk.net,jdk.unsupported,jdk.zipfs";
    private static final List<String> PROGRAMS = List.of("sh", "rm", "mkdir", "chown");

    /** Of ONNX Runtime, BoringSSL and the like, which are unpacked only when they run. */
    private static final List<String> OF_NATIVES =
            List.of("libstdc++.so.6", "libgcc_s.so.1", "libm.so.6", "libdl.so.2", "librt.so.1", "libpthread.so.0");

    /** A line of {@code ldd}: {@code libz.so.1 => /lib/libz.so.1 (0x0)} or {@code /lib64/ld-linux-x86-64.so.2 (0x0)}. */
    private static final Pattern LIBRARY = Pattern.compile("(?:=> )?(/\\S+) \\(0x");

    private final Path root;

    private BaseImage(Path root) {
        this.root = root;
    }

    /**
     * Builds it.
     *
     * @param folder for its files
     * @param name of the image
     */
    static void build(Engine engine, Path folder, String name) throws IOException, InterruptedException {
        BaseImage image = new BaseImage(Files.createDirectories(folder.resolve("root")));
        image.addJava();
        image.addPrograms();
        image.addLibraries();
        for (String empty : List.of("tmp", "proc", "sys", "dev", "etc", "opt")) {
            Files.createDirectories(image.root.resolve(empty));
        }
        // A tmpfs that is mounted there gets its mode.
        Files.setPosixFilePermissions(image.root.resolve("tmp"), PosixFilePermissions.fromString("rwxrwxrwx"));
        Files.writeString(image.root.resolve("etc/passwd"), "chirp:x:10001:10001::/tmp:/bin/sh\n");
        Files.writeString(image.root.resolve("etc/nsswitch.conf"), "hosts: files dns\n");
        Files.writeString(folder.resolve("Dockerfile"), "FROM scratch\nCOPY root/ /\nENV PATH=/opt/java/bin:/bin\n");
        engine.run("build", "--tag", name, folder.toString());
    }

    private void addJava() throws IOException, InterruptedException {
        Path jlink = Path.of(System.getProperty("java.home"), "bin", "jlink");
        Files.createDirectories(root.resolve("opt"));
        output(
                jlink.toString(),
                "--add-modules",
                MODULES,
                "--strip-debug",
                "--no-header-files",
                "--no-man-pages",
                "--output",
                root.resolve("opt/java").toString());
    }

    private void addPrograms() throws IOException {
        Files.createDirectories(root.resolve("bin"));
        for (String program : PROGRAMS) {
            Path found = Stream.of("/bin", "/usr/bin")
                    .map(folder -> Path.of(folder, program))
                    .filter(Files::isExecutable)
                    .findFirst()
                    .orElseThrow(() -> new IOException("no " + program));
            Files.copy(found, root.resolve("bin").resolve(program), StandardCopyOption.COPY_ATTRIBUTES);
        }
    }

    private void addLibraries() throws IOException, InterruptedException {
        List<Path> users = new ArrayList<>();
        for (String folder : List.of("bin", "opt/java/bin", "opt/java/lib", "opt/java/lib/server")) {
            try (Stream<Path> files = Files.list(root.resolve(folder))) {
                files.filter(Files::isRegularFile)
                        .filter(file ->
                                Files.isExecutable(file) || file.toString().endsWith(".so"))
                        .forEach(users::add);
            }
        }
        Set<Path> libraries = new TreeSet<>();
        for (Path user : users) {
            libraries.addAll(librariesOf(user));
        }
        Path system = libraries.stream()
                .filter(library -> library.endsWith("libc.so.6"))
                .findFirst()
                .flatMap(library -> Optional.ofNullable(library.getParent()))
                .orElseThrow(() -> new IOException("no libc.so.6 among " + libraries));
        OF_NATIVES.stream().map(system::resolve).filter(Files::exists).forEach(libraries::add);
        for (Path library : libraries) {
            Path copy = root.resolve(Path.of("/").relativize(library));
            Files.createDirectories(copy.getParent());
            Files.copy(library, copy, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
        }
    }

    /** None for a script. */
    private Set<Path> librariesOf(Path user) throws InterruptedException {
        Set<Path> found = new TreeSet<>();
        try {
            Matcher matcher = LIBRARY.matcher(output("ldd", user.toString()));
            while (matcher.find()) {
                Path library = Path.of(matcher.group(1));
                if (!library.startsWith(root)) {
                    found.add(library);
                }
            }
        } catch (IOException e) {
            // not a dynamic executable
        }
        return found;
    }

    private static String output(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("%s: %s".formatted(command[0], output));
        }
        return output;
    }
}
