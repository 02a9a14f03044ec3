package dev.chirp.classify.inference;

import ai.onnxruntime.OrtException;
import dev.chirp.audio.AudioRejection;
import dev.chirp.classify.audio.Windows;
import dev.chirp.classify.model.Manifest;
import dev.chirp.classify.model.Model;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Decodes a few recordings and scores their windows together, as many per run of the model as it takes; memory is one
 * batch of windows, however long the recordings are. One thread.
 */
final class Run {
    private final Model model;
    private final Manifest manifest;
    private final Court court;
    private final float[] windows;
    private final List<Job> owners = new ArrayList<>();

    Run(Model model, Court court) {
        this.model = model;
        this.manifest = model.manifest();
        this.court = court;
        this.windows = new float[model.batch() * manifest.input().windowSamples()];
    }

    /** Completes the answer of every job, with a verdict or with what went wrong; long ones may need further turns. */
    void process(List<Job> jobs) {
        for (Job job : jobs) {
            if (!job.answer.isDone()) {
                decode(job);
            }
        }
        flush();
    }

    private void decode(Job job) {
        Manifest.Input input = manifest.input();
        try {
            Windows source = job.source(input);
            for (int i = 0; i < job.mostWindows(); i++) {
                if (!source.next(windows, owners.size() * input.windowSamples())) {
                    job.decoded(source.durationSeconds());
                    finish(job);
                    return;
                }
                job.countWindow();
                owners.add(job);
                if (owners.size() == model.batch()) {
                    flush();
                }
            }
        } catch (IOException | AudioRejection | RuntimeException e) {
            job.answer.completeExceptionally(e);
        }
    }

    private void flush() {
        if (owners.isEmpty()) {
            return;
        }
        try {
            Model.Scores scores = model.score(windows, owners.size());
            for (int i = 0; i < owners.size(); i++) {
                owners.get(i).take(scores, i);
            }
            owners.forEach(this::finish);
        } catch (OrtException | RuntimeException e) {
            owners.forEach(job -> job.answer.completeExceptionally(e));
        } finally {
            owners.clear();
        }
    }

    private void finish(Job job) {
        if (job.isScored() && !job.answer.isDone()) {
            job.answer.complete(court.judge(job.recording, job.scored()));
        }
    }
}
