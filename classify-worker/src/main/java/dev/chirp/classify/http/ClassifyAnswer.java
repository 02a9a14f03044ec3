package dev.chirp.classify.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.chirp.classify.inference.Classification;
import dev.chirp.classify.verdict.Detection;
import dev.chirp.classify.verdict.Prediction;
import dev.chirp.classify.verdict.Verdict;
import dev.chirp.contracts.event.DomainEvent.Model;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The answer to a clip; the names are null unless the verdict is {@code identified}. */
record ClassifyAnswer(
        @Nullable String scientificName,
        @Nullable String commonName,
        @Nullable Double confidence,
        String verdict,
        List<Prediction> predictions,
        List<Detection> detections,
        @JsonProperty("private") boolean isPrivate,
        double durationSeconds,
        Model model,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<Float> embedding) {

    static ClassifyAnswer of(Classification classification, boolean withEmbedding) {
        Verdict verdict = classification.verdict();
        Prediction bird = verdict.bird();
        return new ClassifyAnswer(
                bird == null ? null : bird.scientificName(),
                bird == null ? null : bird.commonName(),
                verdict.confidence(),
                verdict.kind().wireName(),
                verdict.predictions(),
                verdict.detections(),
                verdict.isPrivate(),
                classification.durationSeconds(),
                new Model(classification.model().name(), classification.model().version()),
                withEmbedding ? classification.embedding() : null);
    }
}
