package dev.chirp.gateway.web;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.springframework.http.MediaType;
import org.springframework.http.MediaTypeFactory;

/** One file in the forms in which it is sent; its compressed form is made once. */
final class StaticFile {
    private final MediaType type;
    private final Form plain;
    private final Form gzipped;

    /** One way to send it. */
    static final class Form {
        private final byte[] bytes;
        private final String etag;
        private final String encoding;

        private Form(byte[] bytes, String etag, String encoding) {
            this.bytes = bytes;
            this.etag = etag;
            this.encoding = encoding;
        }

        /** Not to be changed. */
        byte[] bytes() {
            return bytes;
        }

        String etag() {
            return etag;
        }

        /** The value of Content-Encoding, empty for none. */
        String encoding() {
            return encoding;
        }
    }

    StaticFile(String path, byte[] bytes) {
        this.type = path.endsWith(".js")
                ? MediaType.valueOf("text/javascript")
                : MediaTypeFactory.getMediaType(path).orElse(MediaType.APPLICATION_OCTET_STREAM);
        String hash = hash(bytes);
        this.plain = new Form(bytes, "\"" + hash + "\"", "");
        byte[] compressed = gzip(bytes);
        this.gzipped = compressed.length < bytes.length ? new Form(compressed, "\"" + hash + "-gzip\"", "gzip") : plain;
    }

    MediaType type() {
        return type;
    }

    /** @param accepted the header Accept-Encoding, or nothing */
    Form form(String accepted) {
        return accepted.matches("(?i).*\\bgzip\\b(?!\\s*;\\s*q=0(\\.0*)?\\s*(,|$)).*") ? gzipped : plain;
    }

    static String hash(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes), 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static byte[] gzip(byte[] bytes) {
        var compressed = new ByteArrayOutputStream(bytes.length / 2 + 64);
        try (var gzip = new GZIPOutputStream(compressed) {
            {
                def.setLevel(Deflater.BEST_COMPRESSION);
            }
        }) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return compressed.toByteArray();
    }
}
