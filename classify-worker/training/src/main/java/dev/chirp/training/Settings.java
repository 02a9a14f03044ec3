package dev.chirp.training;

import java.nio.file.Path;

/**
 * How much is trained.
 *
 * @param perSpecies training recordings of each bird
 * @param evaluated recordings per species and noise ratio in the evaluation
 */
record Settings(Path out, long seed, int perSpecies, int epochs, int evaluated) {

    static Settings parse(String... arguments) {
        Path out = Path.of("target/pack");
        long seed = 1;
        int perSpecies = 150;
        int epochs = 14;
        int evaluated = 50;
        for (int i = 0; i < arguments.length; i += 2) {
            if (i + 1 == arguments.length) {
                throw new IllegalArgumentException(arguments[i] + " without a value");
            }
            String value = arguments[i + 1];
            switch (arguments[i]) {
                case "--out" -> out = Path.of(value).normalize();
                case "--seed" -> seed = Long.parseLong(value);
                case "--clips" -> perSpecies = Integer.parseInt(value);
                case "--epochs" -> epochs = Integer.parseInt(value);
                case "--evaluated" -> evaluated = Integer.parseInt(value);
                default ->
                    throw new IllegalArgumentException(
                            arguments[i] + " (expected: --out, --seed, --clips, --epochs or --evaluated)");
            }
        }
        return new Settings(out, seed, perSpecies, epochs, evaluated);
    }

    String command() {
        return "./mvnw -Ptraining -pl classify-worker/training -am package -DskipTests -Dtrain"
                + " -Dtrain.arguments=\"--seed %d --clips %d --epochs %d\"".formatted(seed, perSpecies, epochs);
    }
}
