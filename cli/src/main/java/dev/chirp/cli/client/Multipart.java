package dev.chirp.cli.client;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.Flow.Subscriber;
import java.util.concurrent.Flow.Subscription;
import java.util.function.LongConsumer;

/** One file as {@code multipart/form-data}, read from disk while it is sent. */
final class Multipart {
    private final Path file;
    private final String boundary = "chirp-" + UUID.randomUUID();

    Multipart(Path file) {
        this.file = file;
    }

    String contentType() {
        return "multipart/form-data; boundary=" + boundary;
    }

    BodyPublisher publisher(LongConsumer sent) throws IOException {
        String name = file.getFileName().toString().replaceAll("[\\r\\n\"]", "_");
        String head = """
            --%s\r
            Content-Disposition: form-data; name="audio_file"; filename="%s"\r
            Content-Type: application/octet-stream\r
            \r
            """.formatted(boundary, name);
        return BodyPublishers.concat(
                BodyPublishers.ofString(head, StandardCharsets.UTF_8),
                new Counted(BodyPublishers.ofFile(file), sent),
                BodyPublishers.ofString("\r\n--%s--\r\n".formatted(boundary)));
    }

    private record Counted(BodyPublisher body, LongConsumer sent) implements BodyPublisher {
        @Override
        public long contentLength() {
            return body.contentLength();
        }

        @Override
        public void subscribe(Subscriber<? super ByteBuffer> subscriber) {
            body.subscribe(new Counter(subscriber, sent));
        }
    }

    private static final class Counter implements Subscriber<ByteBuffer> {
        private final Subscriber<? super ByteBuffer> connection;
        private final LongConsumer sent;
        private long bytes;

        Counter(Subscriber<? super ByteBuffer> connection, LongConsumer sent) {
            this.connection = connection;
            this.sent = sent;
        }

        @Override
        public void onSubscribe(Subscription subscription) {
            connection.onSubscribe(subscription);
        }

        @Override
        public void onNext(ByteBuffer piece) {
            bytes += piece.remaining();
            connection.onNext(piece);
            sent.accept(bytes);
        }

        @Override
        public void onError(Throwable failure) {
            connection.onError(failure);
        }

        @Override
        public void onComplete() {
            connection.onComplete();
        }
    }
}
