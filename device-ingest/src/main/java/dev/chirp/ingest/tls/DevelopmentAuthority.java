package dev.chirp.ingest.tls;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A certificate authority for this machine alone, and a server certificate for localhost signed by it. Made once, kept in
 * a folder: {@code ca.pem} is what devices are given to trust.
 */
public final class DevelopmentAuthority {
    private static final String CURVE = "secp256r1";
    private static final String SIGNATURE = "SHA256withECDSA";
    /** Longer than any development, shorter than the 825 days that some clients take at most. */
    private static final Duration VALIDITY = Duration.ofDays(800);

    private DevelopmentAuthority() {}

    /** Of the folder: what a client has to trust, PEM. */
    public static Path authorityIn(Path folder) {
        return folder.resolve("ca.pem");
    }

    /** Finds the certificate in the folder, or makes it. Blocks. */
    public static ServerCertificate in(Path folder) {
        var files = new ServerCertificate(folder.resolve("server.pem"), folder.resolve("server-key.pem"));
        if (Files.exists(files.certificate()) && Files.exists(files.key())) {
            return files;
        }
        try {
            Files.createDirectories(folder);
            make(folder, files);
            return files;
        } catch (IOException e) {
            throw new UncheckedIOException("The development certificates cannot be written to " + folder, e);
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException("The development certificates cannot be made", e);
        }
    }

    private static void make(Path folder, ServerCertificate files)
            throws IOException, GeneralSecurityException, OperatorCreationException {
        KeyPair authority = keyPair();
        KeyPair server = keyPair();
        X500Name issuer = new X500Name("CN=Chirp Neighbor development authority");
        X509v3CertificateBuilder root = builder(issuer, 1, issuer, authority)
                .addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
                .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign));
        X509v3CertificateBuilder leaf = builder(issuer, 2, new X500Name("CN=localhost"), server)
                .addExtension(Extension.subjectAlternativeName, false, new GeneralNames(new GeneralName[] {
                    new GeneralName(GeneralName.dNSName, "localhost"),
                    new GeneralName(GeneralName.iPAddress, "127.0.0.1"),
                    new GeneralName(GeneralName.iPAddress, "::1")
                }));
        X509Certificate rootCertificate = signed(root, authority.getPrivate());
        write(authorityIn(folder), pem(rootCertificate));
        write(files.certificate(), pem(signed(leaf, authority.getPrivate())) + pem(rootCertificate));
        // The key last: whoever finds both files finds them complete.
        write(files.key(), pem(new JcaPKCS8Generator(server.getPrivate(), null)));
    }

    private static KeyPair keyPair() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(CURVE));
        return generator.generateKeyPair();
    }

    private static X509v3CertificateBuilder builder(X500Name issuer, int serial, X500Name subject, KeyPair keys) {
        Instant now = Instant.now();
        return new JcaX509v3CertificateBuilder(
                issuer,
                BigInteger.valueOf(serial),
                Date.from(now.minus(Duration.ofDays(1))),
                Date.from(now.plus(VALIDITY)),
                subject,
                keys.getPublic());
    }

    private static X509Certificate signed(X509v3CertificateBuilder certificate, PrivateKey key)
            throws OperatorCreationException, GeneralSecurityException {
        return new JcaX509CertificateConverter()
                .getCertificate(certificate.build(new JcaContentSignerBuilder(SIGNATURE).build(key)));
    }

    private static String pem(Object thing) throws IOException {
        var text = new StringWriter();
        try (var writer = new JcaPEMWriter(text)) {
            writer.writeObject(thing);
        }
        return text.toString();
    }

    private static void write(Path file, String text) throws IOException {
        Path unfinished = Files.createTempFile(
                file.getParent(),
                "unfinished",
                ".pem",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(unfinished, text);
        Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING);
    }
}
