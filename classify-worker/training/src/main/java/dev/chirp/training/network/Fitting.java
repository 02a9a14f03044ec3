package dev.chirp.training.network;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import dev.chirp.training.feature.FrontEnd;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * Fits the network: Adam with a cosine schedule on the mean binary cross-entropy of all classes, stopped when the
 * validation loss has not improved for {@value #PATIENCE} epochs; the best epoch's weights stay. On one thread the same
 * seed gives the same weights. Not thread-safe.
 */
public final class Fitting implements AutoCloseable {
    private static final int BATCH = 32;
    private static final int PATIENCE = 5;
    private static final float RATE = 3e-3f;

    private final Model model;
    private final SongNet net;
    private final Trainer trainer;
    private final int classes;
    private final int epochs;
    private final SplittableRandom random;
    private final Masking masking;

    public Fitting(int classes, int epochs, int examples, long seed) {
        this.classes = classes;
        this.epochs = epochs;
        this.random = new SplittableRandom(seed);
        this.masking = new Masking(random.split());
        Engine.getEngine("PyTorch").setRandomSeed((int) seed);
        this.net = new SongNet(classes);
        this.model = Model.newInstance("songs", Device.cpu(), "PyTorch");
        model.setBlock(net.block());
        int steps = epochs * (examples / BATCH + 1);
        var schedule = Tracker.cosine()
                .setBaseValue(RATE)
                .optFinalValue(RATE / 100)
                .setMaxUpdates(steps)
                .build();
        this.trainer = model.newTrainer(new DefaultTrainingConfig(Loss.sigmoidBinaryCrossEntropyLoss())
                .optOptimizer(Optimizer.adam().optLearningRateTracker(schedule).build())
                .optDevices(new Device[] {Device.cpu()}));
        trainer.initialize(new Shape(1, 1, FrontEnd.BANDS, FrontEnd.FRAMES));
    }

    public NDManager manager() {
        return trainer.getManager();
    }

    public Weights fit(List<Example> training, List<Example> validation, Consumer<Epoch> log) {
        double best = Double.POSITIVE_INFINITY;
        List<float[]> bestSnapshot = net.snapshot();
        int bestEpoch = 0;
        for (int epoch = 1; epoch <= epochs && epoch - bestEpoch <= PATIENCE; epoch++) {
            long start = System.nanoTime();
            double loss = pass(shuffled(training));
            double held = validationLoss(validation);
            log.accept(new Epoch(epoch, loss, held, (System.nanoTime() - start) / 1e9));
            if (held < best) {
                best = held;
                bestEpoch = epoch;
                bestSnapshot = net.snapshot();
            }
        }
        net.restore(bestSnapshot);
        return net.weights();
    }

    /** The logits of one picture, by the training library. */
    public float[] logits(float[] picture) {
        try (NDManager scope = manager().newSubManager()) {
            NDArray input = scope.create(picture, shape(1));
            NDList output = trainer.evaluate(new NDList(input));
            output.attach(scope);
            return output.singletonOrThrow().toFloatArray();
        }
    }

    private double pass(List<Example> examples) {
        double sum = 0;
        for (int from = 0; from < examples.size(); from += BATCH) {
            List<Example> batch = examples.subList(from, Math.min(from + BATCH, examples.size()));
            try (NDManager scope = manager().newSubManager()) {
                NDList pictures = new NDList(pictures(scope, batch, true));
                NDList labels = new NDList(labels(scope, batch));
                try (GradientCollector gradients = trainer.newGradientCollector()) {
                    NDList logits = trainer.forward(pictures);
                    NDArray loss = trainer.getLoss().evaluate(labels, logits);
                    gradients.backward(loss);
                    sum += loss.getFloat() * batch.size();
                    logits.attach(scope);
                    loss.attach(scope);
                }
                trainer.step();
            }
        }
        return sum / examples.size();
    }

    private double validationLoss(List<Example> examples) {
        double sum = 0;
        for (int from = 0; from < examples.size(); from += BATCH) {
            List<Example> batch = examples.subList(from, Math.min(from + BATCH, examples.size()));
            try (NDManager scope = manager().newSubManager()) {
                NDList logits = trainer.evaluate(new NDList(pictures(scope, batch, false)));
                logits.attach(scope);
                NDArray loss = trainer.getLoss().evaluate(new NDList(labels(scope, batch)), logits);
                sum += loss.getFloat() * batch.size();
            }
        }
        return sum / examples.size();
    }

    private NDArray pictures(NDManager scope, List<Example> batch, boolean masked) {
        int size = FrontEnd.BANDS * FrontEnd.FRAMES;
        float[] values = new float[batch.size() * size];
        for (int i = 0; i < batch.size(); i++) {
            float[] picture = batch.get(i).picture();
            System.arraycopy(masked ? masking.apply(picture) : picture, 0, values, i * size, size);
        }
        return scope.create(values, shape(batch.size()));
    }

    private NDArray labels(NDManager scope, List<Example> batch) {
        float[] values = new float[batch.size() * classes];
        for (int i = 0; i < batch.size(); i++) {
            System.arraycopy(batch.get(i).labels(), 0, values, i * classes, classes);
        }
        return scope.create(values, new Shape(batch.size(), classes));
    }

    private static Shape shape(int batch) {
        return new Shape(batch, 1, FrontEnd.BANDS, FrontEnd.FRAMES);
    }

    private List<Example> shuffled(List<Example> examples) {
        var shuffled = new ArrayList<>(examples);
        for (int i = shuffled.size() - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            Example swapped = shuffled.set(i, shuffled.get(j));
            shuffled.set(j, swapped);
        }
        return shuffled;
    }

    @Override
    public void close() {
        trainer.close();
        model.close();
    }
}
